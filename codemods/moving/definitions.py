"""The definition of a name at the top of a module: its text, what it needs of the module, and who else uses it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codemods.edits import apply
from codemods.errors import MoveRefused, NameShadowed, SourceMissing, did_you_mean
from codemods.model import Edit
from codemods.moving.request import Request
from codemods.names.dotted import last_part, parent, relative
from codemods.names.resolver import Reference
from codemods.names.scopes import Import
from codemods.sources.python import Python
from impact.source.bindings import bound_by


@dataclass(frozen=True, slots=True)
class Need:
    """A name that the definition needs: `line` imports it, from `module`; `meaning` is its dotted name in full."""

    bound: str
    line: str
    module: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Definition:
    """One statement of a module that gives one name its meaning; `start` and `end` with the comments above it."""

    source: Python
    statement: ast.stmt
    name: str
    start: int
    end: int
    line: int
    inside: tuple[Reference, ...]
    is_used_elsewhere: bool
    remarks: tuple[tuple[int, str], ...]

    def renamed(self, name: str) -> str:
        """Return its text, with another name for what it defines."""
        text = self.source.text[self.start : self.end]
        if name == self.name:
            return text
        spots = [self.source.span(each.root) for each in self.inside if each.root.id == self.name]
        spots.append(_name_span(self.source, self.statement, self.name))
        return apply(text, {Edit(start - self.start, end - self.start, name) for start, end in spots})

    def needs(self, request: Request, called: Sequence[str], package: str) -> list[Need]:
        """Return what the definition needs of its module, as imports for a module in another package.

        :raises MoveRefused: if a name has several meanings there.
        """
        found: dict[str, Need] = {}
        top = self.source.names.top
        for reference in self.inside:
            name = reference.root.id
            scope = reference.scope.lookup(name)
            if scope is not top or name == self.name or name in found:
                continue
            imports = top.imports.get(name, [])
            if not imports:
                found[name] = Need(name, f"from {request.old} import {name}", request.old, f"{called[0]}.{name}")
            elif name in top.others or len({each.meaning for each in imports}) > 1:
                reason = f"it uses {name}, which has several meanings in {self.source.path}."
                raise MoveRefused(f"{request.old}:{self.name}", request.new, reason)
            else:
                found[name] = _need(self.source, imports, package, reference)
        inside_new = (f"{request.new}.",)
        order = {name: number for number, name in enumerate(top.imports)}
        needs = sorted(found.values(), key=lambda need: order.get(need.bound, len(order)))
        return [need for need in needs if not need.meaning.startswith(inside_new)]


def find_definition(source: Python, request: Request) -> Definition:
    """Return the definition of the name that a request is for.

    :raises SourceMissing: if the module has no such name.
    :raises MoveRefused: if it is not defined by one statement that defines nothing else.
    """
    name, told = request.name, f"{request.old}:{request.name}"
    binding = [each for each in source.tree.body if name in bound_by(each)]
    if not binding:
        hint = did_you_mean(name, source.names.top.others)
        raise SourceMissing(told, request.new, f"{source.path} defines no {name}.{hint}")
    [statement, *others] = binding
    simple = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign
    if others or not isinstance(statement, simple) or len(bound_by(statement)) > 1:
        line = (others or binding)[0].lineno
        raise MoveRefused(told, request.new, f"{source.path}:{line}: it is not defined by one statement of its own.")
    start, end = _extent(source, statement)
    inside, outside = _parted(source, start, end)
    for node in ast.walk(statement):
        if isinstance(node, ast.Global):
            raise MoveRefused(told, request.new, f"{source.path}:{node.lineno}: it changes a global of its module.")
    is_used = any(each.root.id == name and each.scope.lookup(name) is source.names.top for each in outside)
    remarks = tuple(_remarks(inside, name))
    return Definition(source, statement, name, start, end, statement.lineno, inside, is_used, remarks)


def _remarks(inside: Sequence[Reference], name: str) -> Iterator[tuple[int, str]]:
    for each in inside:
        if each.root.id in ("__file__", "__name__", "__package__", "__path__"):
            yield each.root.lineno, f"{name} uses {each.root.id}, which is another in the new module"


def _extent(source: Python, statement: ast.stmt) -> tuple[int, int]:
    """Return where a statement begins and ends, with its decorators and the comments that stand directly above."""
    first = min([statement.lineno, *(each.lineno for each in getattr(statement, "decorator_list", ()))])
    start = source.places.offset(first, 0)
    while start:
        above = source.places.line_start(start - 1)
        if not source.text[above:start].lstrip(" \t").startswith("#") or source.text[above:start].startswith("#!"):
            break
        start = above
    return start, source.places.line_end(source.span(statement)[1] - 1)


def _parted(source: Python, start: int, end: int) -> tuple[tuple[Reference, ...], tuple[Reference, ...]]:
    inside: list[Reference] = []
    outside: list[Reference] = []
    for reference in source.names.references:
        (inside if start <= source.span(reference.root)[0] < end else outside).append(reference)
    return tuple(inside), tuple(outside)


def _need(source: Python, imports: Sequence[Import], package: str, reference: Reference) -> Need:
    """Return an import that binds what a name means; of `import a.b`, `import a.c` the one that is used."""
    fitting = [each for each in imports if ".".join(reference.parts).startswith(each.alias.name)]
    imported = (fitting or list(imports))[-1]
    alias, statement = imported.alias, imported.statement
    if isinstance(statement, ast.Import) and imported.target == alias.name:
        line = f"import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")
        return Need(imported.bound, line, alias.name, imported.meaning or "")
    module = parent(imported.target or "")
    level = statement.level if isinstance(statement, ast.ImportFrom) else 0
    written = relative(module, package, max(level, 2)) if level else module
    bound = f" as {imported.bound}" if imported.bound != last_part(imported.target or "") else ""
    line = f"from {written} import {last_part(imported.target or '')}{bound}"
    return Need(imported.bound, line, module, imported.meaning or "")


def taken_out(source: Python, definition: Definition) -> Iterator[Edit]:
    """Yield the edits that take a definition out of its module, and out of its `__all__`."""
    body = source.tree.body
    at = body.index(definition.statement)
    if at + 1 < len(body):
        yield Edit(definition.start, _extent(source, body[at + 1])[0], "", "moved")
    else:
        start = len(source.text[: definition.start].rstrip())
        kept = source.newline if source.text[:start] else ""
        yield Edit(start, definition.end, kept, "moved")
    if not definition.is_used_elsewhere:
        yield from _out_of_all(source, definition.name)


def _out_of_all(source: Python, name: str) -> Iterator[Edit]:
    for statement in source.tree.body:
        if "__all__" not in bound_by(statement) or not isinstance(statement, ast.Assign):
            continue
        elements = statement.value.elts if isinstance(statement.value, ast.List | ast.Tuple) else []
        for index, element in enumerate(elements):
            if isinstance(element, ast.Constant) and element.value == name:
                start, end = source.span(element)
                if index + 1 < len(elements):
                    end = source.span(elements[index + 1])[0]
                elif index:
                    start = source.span(elements[index - 1])[1]
                yield Edit(start, end, "", "moved")


def _name_span(source: Python, statement: ast.stmt, name: str) -> tuple[int, int]:
    """Return where a statement writes the name that it defines."""
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
        return source.span(target)
    start = source.places.offset(statement.lineno, statement.col_offset)
    start = source.text.index(name, source.text.index(" ", start))
    return start, start + len(name)


def placed_imports(source: Python, needs: Sequence[Need], request: Request) -> list[str]:
    """Return the import lines that a module lacks.

    :raises NameShadowed: if it has another meaning for one of the names.
    """
    lines = []
    top = source.names.top
    for need in needs:
        own = top.imports.get(need.bound, ())
        if need.bound in top.others or any(each.meaning != need.meaning for each in own):
            told = f"{request.old}:{request.name}", f"{request.new}:{request.new_name}"
            raise NameShadowed(*told, f"it needs {need.bound}, which means something else in {source.path}.")
        if not own or need.line.startswith("import "):
            lines.append(need.line)
    return lines


def new_text(definition: Definition, needs: Sequence[Need], request: Request) -> str:
    """Return the text of a new module that holds nothing but the definition, and what it needs."""
    source = definition.source
    future = [
        source.segment(each)
        for each in source.tree.body
        if isinstance(each, ast.ImportFrom) and each.module == "__future__"
    ]
    imports = "".join(f"{line}\n" for line in [*future, *([""] if future and needs else []), *(n.line for n in needs)])
    gap = "\n\n" if imports else ""
    return (imports + gap + definition.renamed(request.new_name).replace("\r\n", "\n").rstrip() + "\n").replace(
        "\n", source.newline
    )
