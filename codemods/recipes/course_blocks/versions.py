"""Parting the version of a transformer: the one that `collect` writes, and the oldest that `transform` can read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from codemods.model import Edit, Left
from codemods.names.dotted import chain
from codemods.recipes.course_blocks.owners import Owners
from codemods.recipes.course_blocks.transformers import Function, own_statements
from codemods.sources.python import Python

OLD, WRITE, READ = "VERSION", "WRITE_VERSION", "READ_VERSION"
_GROUP = "transformer-versions"
_STRUCTURES = re.compile(r"block_?structure|block_?cache", re.IGNORECASE)
_WRITERS = re.compile(r"(?:^|_)(?:collect|collected|add|set|store|save|write)(?:_|$)")
_ASKERS = frozenset({"getattr", "setattr", "hasattr", "delattr", "object"})


def part_versions(source: Python) -> tuple[list[Edit], list[Left]]:
    """Return the edits that part the versions of a source, and the places that are left to a person."""
    if not _STRUCTURES.search(source.text):
        return [], []
    work = _Work(source)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == OLD:
            work.attribute(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            work.string(node)
        elif isinstance(node, ast.ClassDef) and work.owners.is_class(node):
            work.declaration(node)
    return work.edits, work.left


class _Work:
    def __init__(self, source: Python) -> None:
        self._source = source
        self.owners = Owners(source)
        self.edits: list[Edit] = []
        self.left: list[Left] = []

    def _leave(self, node: ast.expr | ast.stmt, reason: str) -> None:
        self.left.append(Left(node.lineno, reason))

    def declaration(self, node: ast.ClassDef) -> None:
        """Part the version that stands in the body of a class."""
        inside = list(_own_nodes(node))
        targets = {each.id for each in inside if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
        parted = False
        for statement in (each for each in inside if isinstance(each, ast.stmt)):
            bound = _bound(statement)
            if OLD not in bound:
                continue
            if bound != [OLD] or isinstance(statement, ast.AugAssign):
                self._leave(statement, f"{node.name}.{OLD} is given its value in another way than `{OLD} = ...`")
            elif targets & {WRITE, READ}:
                self._leave(statement, f"{node.name} has {WRITE} or {READ} already, and {OLD}, too")
            else:
                parted = True
                self._twice(statement, _target(statement))
        for each in inside:
            if isinstance(each, ast.Name) and each.id == OLD and isinstance(each.ctx, ast.Load):
                if parted:
                    self._read(each, self._source.parents.get(each))
                else:
                    self._leave(each, f"{OLD} is read by its bare name in the body of {node.name}")

    def _twice(self, statement: ast.stmt, target: ast.expr, replaced: str = OLD) -> None:
        """Say a statement twice, once for each version; the second time on a line of its own, where it can."""
        source = self._source
        start, end = source.span(statement)
        at, stop = source.span(target)
        name = stop - len(replaced)
        text = source.text
        value = getattr(statement, "value", None)
        plain = value is None or isinstance(value, ast.Constant | ast.UnaryOp)
        again = text[start:name] + READ + text[stop:end]
        if not plain and isinstance(statement, ast.Assign | ast.AnnAssign):
            again = f"{text[start:name]}{READ} = {text[at:name]}{WRITE}"
        self.edits.append(Edit(name, stop, WRITE, _GROUP))
        line_start, line_end = source.places.line_start(start), source.places.line_end(end - 1)
        indent = text[line_start:start]
        rest = text[end:line_end].strip()
        if indent.strip() or (rest and not rest.startswith("#")):
            self.edits.append(Edit(end, end, f"; {again}", _GROUP))
            return
        tail = len(text[end:line_end].rstrip("\r\n"))
        self.edits.append(Edit(end + tail, end + tail, f"{source.newline}{indent}{again}", _GROUP))

    def attribute(self, node: ast.Attribute) -> None:
        """Give a reader of the version the one that it is after."""
        if not self.owners.holds(node.value):
            return
        around = self._source.parents.get(node)
        said = self._source.segment(node)
        if isinstance(node.ctx, ast.Store):
            if isinstance(around, ast.AugAssign) or (isinstance(around, ast.Assign) and around.targets == [node]):
                self._twice(around, node)
            else:
                self._leave(node, f"{said} is given its value in a way that can't be said twice")
            return
        if not isinstance(node.ctx, ast.Load):
            self._leave(node, f"{said} is deleted here")
            return
        self._read(node, around)

    def _read(self, node: ast.Attribute | ast.Name, around: ast.AST | None) -> None:
        start, end = self._source.span(node)
        if self._source.text[end - len(OLD) : end] != OLD:  # inside an f-string, of which Python 3.11 tells no places
            self._leave(node, f"{OLD} is read inside a string")
            return
        if isinstance(around, ast.Compare) and _is_zero_check(around, node):
            owner = self._source.text[start : end - len(OLD)]
            text = f"0 in ({owner}{WRITE}, {owner}{READ})"
            outer = self._source.parents.get(around)
            bare = isinstance(outer, ast.If | ast.IfExp | ast.While | ast.Assert | ast.BoolOp | ast.Return)
            self.edits.append(self._source.replace(around, text if bare else f"({text})", _GROUP))
            return
        version = WRITE if self._writes(node) else READ
        self.edits.append(Edit(end - len(OLD), end, version, _GROUP))
        equal = isinstance(around, ast.Compare) and isinstance(around.ops[0], ast.Eq | ast.NotEq)
        if equal and version == READ:
            self._leave(
                node, f"the stored version may be above {READ} from now on: should this ask whether {READ} is greater?"
            )

    def _writes(self, node: ast.expr) -> bool:
        """Whether what reads the version hands it on to be stored, or asserts that it was."""
        for around in self._source.ancestors(node):
            if isinstance(around, ast.Assert):
                return True
            if isinstance(around, ast.Compare):
                return isinstance(self._source.parents.get(around), ast.Assert)
            if isinstance(around, ast.Call):
                called = getattr(around.func, "attr", getattr(around.func, "id", ""))
                if called.startswith("assert") or _WRITERS.search(called):
                    return called not in ("add", "set")
            if isinstance(around, Function):
                return _WRITERS.search(around.name) is not None and not around.name.startswith("is_")
        return False

    def string(self, node: ast.Constant) -> None:
        """List the strings that name the attribute."""
        around = self._source.parents.get(node)
        if not isinstance(around, ast.Call):
            return
        called = getattr(around.func, "attr", getattr(around.func, "id", ""))
        if node.value == OLD and called in _ASKERS and len(around.args) > 1 and node is around.args[1]:
            found = chain(around.args[0])
            if found is not None and self.owners.is_called_one(found[1][-1]):
                self._leave(node, f"{called}() asks for {OLD} by a string: which of the two is meant is for a person")
        elif isinstance(node.value, str) and self.owners.is_path(node.value, OLD):
            self._leave(node, f"a string names {node.value}: which of the two is meant is for a person")


def _own_nodes(node: ast.ClassDef) -> Iterator[ast.AST]:
    """Yield what is executed in the body of a class, without functions and classes inside it."""
    yield from sorted(
        own_statements(node.body), key=lambda each: (getattr(each, "lineno", 0), getattr(each, "col_offset", 0))
    )


def _bound(statement: ast.stmt) -> list[str]:
    return [each.id for target in _targets(statement) for each in ast.walk(target) if isinstance(each, ast.Name)]


def _targets(statement: ast.stmt) -> Iterator[ast.expr]:
    if isinstance(statement, ast.Assign):
        yield from statement.targets
    elif isinstance(statement, ast.AnnAssign | ast.AugAssign):
        yield statement.target


def _target(statement: ast.stmt) -> ast.expr:
    return next(_targets(statement))


def _is_zero_check(compare: ast.Compare, node: ast.expr) -> bool:
    match compare:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=0)]):
            return left is node
    return False
