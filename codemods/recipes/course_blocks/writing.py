"""Which fields each transformer writes and reads, and in which of its two phases."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from codemods.recipes.course_blocks.landscape import Found, Landscape
from codemods.recipes.course_blocks.transformers import Function

XBLOCK = "the field of blocks"
_OWNED = {
    "set_transformer_block_field": (1, 2),
    "set_transformer_data": (0, 1),
}
"""Methods that write under the name of a transformer: which argument is that transformer, and which the field."""
_SHARED_WRITE, _SHARED_READ = "override_xblock_field", "get_xblock_field"
_COLLECT = "collect"


@dataclass(frozen=True, slots=True)
class Access:
    """One place where a transformer writes or reads a field: whose field it is, and what it is called."""

    found: Found
    owner: str
    field: str
    line: int
    is_write: bool
    collects: bool


def accesses(landscape: Landscape, found: Found) -> Iterator[Access]:
    """Yield the fields that the class of a transformer writes and reads, where their names can be told."""
    for method in found.transformer.node.body:
        if not isinstance(method, Function):
            continue
        collects = _COLLECT in method.name
        for node in ast.walk(method):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield from _of_call(landscape, found, node, node.func.attr, collects)


def _of_call(landscape: Landscape, found: Found, call: ast.Call, name: str, collects: bool) -> Iterator[Access]:
    if name in _OWNED:
        whose, what = _OWNED[name]
        owner = _owner(landscape, found, _argument(call, whose, "transformer"))
        field = _text(landscape, found, _argument(call, what, "key"))
        if owner is not None and field is not None:
            yield Access(found, owner, field, call.lineno, True, collects)
    elif name in (_SHARED_WRITE, _SHARED_READ):
        field = _text(landscape, found, _argument(call, 1, "field_name"))
        if field is not None:
            yield Access(found, XBLOCK, field, call.lineno, name == _SHARED_WRITE, collects)


def _argument(call: ast.Call, index: int, name: str) -> ast.expr | None:
    if any(isinstance(each, ast.Starred) for each in call.args[: index + 1]):
        return None
    if len(call.args) > index:
        return call.args[index]
    return next((each.value for each in call.keywords if each.arg == name), None)


def _owner(landscape: Landscape, found: Found, node: ast.expr | None) -> str | None:
    if isinstance(node, ast.Name) and node.id in ("self", "cls", found.transformer.name):
        return found.transformer.label()
    other = landscape.meant(found.module.source, node) if node is not None else None
    return other.transformer.label() if other is not None else None


def _text(landscape: Landscape, found: Found, node: ast.expr | None) -> str | None:
    return None if node is None else landscape.text_of(found.module.source, node, found.transformer)
