"""Names that are put together at run time, and may come to the name of what moves: `import_module(f"{app}.views")`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from codemods.errors import SourceUnreadable
from codemods.names.literals import is_path_taker
from codemods.plans.model import Noted
from codemods.recipes.structure.layout import Layout
from codemods.sources.python import Python

_CALL = re.compile(rb"(?:import\w*|__import__|patch\w*|get_class\w*|resolve_name|include)\s*\(\s*[\w.\[\]'\"{]")
_FIELD = re.compile(r"%(?:\(\w+\))?[sr]|\{[^{}]*\}")


class Computed:
    """Finds computed names that begin or end as the name of a module that moves does."""

    def __init__(self, layout: Layout, names: Iterable[str]) -> None:
        self._layout = layout
        self._names = sorted(names)
        lasts = {name.rpartition(".")[2].encode() for name in self._names}
        self._lasts = re.compile(rb"\b(?:%b)\b" % b"|".join(map(re.escape, sorted(lasts)))) if lasts else None

    def in_source(self, path: str, raw: bytes, known: set[int]) -> Iterator[Noted]:
        """Yield the computed names in a file, but for lines that are `known` to be listed."""
        if self._lasts is None or not path.endswith(".py") or not (_CALL.search(raw) and self._lasts.search(raw)):
            return
        try:
            opened = self._layout.tree.open(path)
        except SourceUnreadable:
            return  # it is told elsewhere
        source = opened.source if opened is not None else None
        for node in ast.walk(source.tree) if isinstance(source, Python) else ():
            if isinstance(node, ast.Call) and node.args and is_path_taker(node) and node.lineno not in known:
                name = self._may_be(node.args[0])
                if name is not None:
                    yield Noted(path, node.lineno, f"a name that may come to {name} is made at run time")

    def _may_be(self, node: ast.expr) -> str | None:
        """Return a name that an expression may come to, None where it can't, or where it may come to any."""
        pieces = list(_pieces(node))
        if len(pieces) < 2:
            return None
        head, tail = pieces[0] or "", pieces[-1] or ""
        fits = (name for name in self._names if (head or tail) and _begins(name, head) and _ends(name, tail))
        return next(fits, None)


def _pieces(node: ast.expr) -> Iterator[str | None]:
    """Yield the pieces of a computed text, None for each that is not written out."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.JoinedStr(values=values):
            for each in values:
                yield from _pieces(each)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield from _pieces(left)
            yield from _pieces(right)
        case (
            ast.BinOp(left=ast.Constant(value=str() as text), op=ast.Mod())
            | ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as text), attr="format"))
        ):
            first, *rest = _FIELD.split(text)
            yield first or None
            for piece in rest:
                yield None
                yield piece or None
        case _:
            yield None


def _begins(name: str, head: str) -> bool:
    return name.startswith(head) or head.startswith(f"{name}.")


def _ends(name: str, tail: str) -> bool:
    """Whether a name that ends in `tail` may be a name, or inside it: `x.views.index` is inside `shop.views`."""
    parts = tail.split(".")
    return not tail or any(name.endswith(".".join(parts[:end])) for end in range(1, len(parts) + 1) if parts[end - 1])
