"""Hard-coded lists: those that make transformers, and the tables of fields that they serve."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codemods.names.dotted import last_part, parent
from codemods.plans.model import Noted
from codemods.recipes.course_blocks.declaring.model import EntryPoint
from codemods.recipes.course_blocks.landscape import Found, Landscape, Module
from codemods.recipes.course_blocks.transformers import Function

FIELD_TYPE = "SupportedFieldType"
FIELDS_GROUP = "supported_fields"
"""How the group of entry points is called that provide fields, after what all groups begin with."""


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """One transformer of a list: the `call` that makes it, and the names of the `given` locals that the call reads."""

    call: ast.Call
    found: Found
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class HardCoded:
    """A list or tuple of transformers; `label` is what it is called, or the function that it stands in.

    `statement` is the one on the level of the module that it is part of.
    """

    module: Module
    display: ast.List | ast.Tuple
    label: str
    statement: ast.stmt
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One row of a table of fields that a transformer provides."""

    call: ast.Call
    found: Found
    requested: str


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A list of fields that are served; `rows` are those that a transformer provides."""

    module: Module
    display: ast.List | ast.Tuple
    statement: ast.stmt
    rows: tuple[Row, ...]


def lists_in(landscape: Landscape, module: Module) -> Iterator[HardCoded | Noted]:
    """Yield the lists of transformers in a module, and where one is left alone."""
    for statement, display in _displays(module):
        calls = [each for each in display.elts if isinstance(each, ast.Call)]
        found = {id(each): landscape.meant(module.source, each.func) for each in calls}
        if not any(found.values()):
            continue
        line = display.lineno
        label = _label(module, statement, display)
        if len(calls) < len(display.elts) or not all(found.values()):
            yield Noted(module.path, line, f"{label}: not everything in this list is a transformer that is made here")
            continue
        if any(isinstance(each, ast.Await | ast.Yield | ast.NamedExpr) for each in ast.walk(display)):
            yield Noted(module.path, line, f"{label}: its transformers are made in a way that no factory can do")
            continue
        elements = tuple(
            Element(each, it, _given(module, each)) for each in calls if (it := found[id(each)]) is not None
        )
        yield HardCoded(module, display, label, statement, elements)


def tables_in(landscape: Landscape, module: Module) -> Iterator[Table | Noted]:
    """Yield the tables of fields in a module, and the rows that are left where they are."""
    for statement, display in _displays(module):
        if not display.elts or not all(_is_field(each) for each in display.elts):
            continue
        rows: list[Row] = []
        for call in display.elts:
            assert isinstance(call, ast.Call)
            row = _row(landscape, module, call)
            if isinstance(row, str):
                yield Noted(module.path, call.lineno, f"the field stays: {row}")
            elif row is not None:
                rows.append(row)
        if rows and isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is display:
            yield Table(module, display, statement, tuple(rows))


def field_names(landscape: Landscape, points: Iterable[EntryPoint]) -> Iterator[tuple[Module, int, str]]:
    """Yield the fields that tables and entry points provide: where, and under which name they are requested."""
    seen: set[int] = set()
    for module in landscape.modules:
        for _, display in [] if module.is_test else _displays(module):
            for call in display.elts:
                if isinstance(call, ast.Call) and _is_field(call):
                    yield from _named(landscape, module, call)
    for point in points:
        module_found = landscape.module(parent(point.dotted)) if point.group.endswith(FIELDS_GROUP) else None
        for node in module_found.source.tree.body if module_found is not None else ():
            if (
                module_found
                and isinstance(node, Function)
                and node.name == last_part(point.dotted)
                and id(node) not in seen
            ):
                seen.add(id(node))
                for each in ast.walk(node):
                    if isinstance(each, ast.Return) and isinstance(each.value, ast.Call):
                        yield from _named(landscape, module_found, each.value)


def _named(landscape: Landscape, module: Module, call: ast.Call) -> Iterator[tuple[Module, int, str]]:
    given = _arguments(call)
    named = given.get("requested_field_name") or given.get("block_field_name")
    name = landscape.text_of(module.source, named) if named is not None else None
    if name is not None:
        yield module, call.lineno, name


def _arguments(call: ast.Call) -> dict[str, ast.expr]:
    given = dict(zip(("block_field_name", "transformer", "requested_field_name"), call.args, strict=False))
    return given | {each.arg: each.value for each in call.keywords if each.arg}


def _displays(module: Module) -> Iterator[tuple[ast.stmt, ast.List | ast.Tuple]]:
    for statement in module.source.tree.body:
        nodes = (each for each in ast.walk(statement) if isinstance(each, ast.List | ast.Tuple))
        for node in sorted(nodes, key=lambda each: (each.lineno, each.col_offset)):
            if isinstance(node.ctx, ast.Load):
                yield statement, node


def _label(module: Module, statement: ast.stmt, display: ast.expr) -> str:
    for around in module.source.ancestors(display):
        if isinstance(around, Function):
            return around.name
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
    return module.name.rpartition(".")[2]


def _given(module: Module, call: ast.Call) -> tuple[str, ...]:
    """Return the names of locals of a function that a call reads."""
    inside = {id(each) for each in ast.walk(call)}
    found: dict[str, None] = {}
    for reference in module.source.names.references:
        if id(reference.root) in inside:
            scope = reference.scope.lookup(reference.root.id)
            if scope is not None and scope.outer is not None and id(scope.node) not in inside:
                found[reference.root.id] = None
    return tuple(found)


def _is_field(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call):
        return False
    return getattr(node.func, "attr", getattr(node.func, "id", "")) == FIELD_TYPE


def _row(landscape: Landscape, module: Module, call: ast.Call) -> Row | str | None:
    """Return the row; why it has to stay; None for a field that no transformer provides."""
    given = _arguments(call)
    provider = given.get("transformer")
    if provider is None or (isinstance(provider, ast.Constant) and provider.value is None):
        return None
    source = module.source
    found = landscape.meant(source, provider)
    if found is None:
        return "the transformer that provides it is not found"
    named = given.get("requested_field_name") or given.get("block_field_name")
    requested = landscape.text_of(source, named) if named is not None else None
    if requested is None:
        return "by which name it is requested can't be told"
    inside = {id(each) for each in ast.walk(call)}
    for reference in source.names.references:
        if id(reference.root) not in inside or reference.root in ast.walk(call.func):
            continue
        named = reference.node
        owner = named.value if isinstance(named, ast.Attribute) else named
        if found not in (landscape.meant(source, named), landscape.meant(source, owner)):
            return f"it speaks of {'.'.join(reference.parts)}, which belongs here"
    return Row(call, found, requested)


__all__ = ["Element", "HardCoded", "Row", "Table", "lists_in", "tables_in"]
