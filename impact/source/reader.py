"""From the bytes of a Python source to its analysis."""

from __future__ import annotations

import ast
import warnings
from typing import Any

from impact.collector import uncollected
from impact.errors import SourceUnreadable
from impact.model import digest
from impact.source.analysis import Analysis, Block, Sort, Statement
from impact.source.bindings import bound_by, label_of, sort_of
from impact.source.checking import Checking
from impact.source.fingerprint import seal
from impact.source.gathering import Gathered, Scope
from impact.source.names import Names, names_of
from impact.source.purity import is_pure
from impact.source.uses import bases_of, only_called
from impact.source.walk import Walker
from impact.source.writers import write_header


def analyse(source: bytes) -> Analysis:
    """Return what a source says.

    Raises SourceUnreadable for a syntax error, a wrong encoding, null bytes, or code nested deeper than Python reads.
    """
    try:
        with uncollected():
            return _Reader(_parse(source)).read()
    except RecursionError:
        raise SourceUnreadable("the code is nested too deeply") from None


def _parse(source: bytes) -> ast.Module:
    try:
        with warnings.catch_warnings():
            # A project that turns warnings into errors would see syntax errors here that its own import doesn't have.
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except SyntaxError as error:
        where = f" (line {error.lineno})" if error.lineno else ""
        raise SourceUnreadable(f"{error.msg}{where}") from None
    except (ValueError, LookupError, MemoryError, OverflowError) as error:
        raise SourceUnreadable(str(error) or type(error).__name__) from None


class _Reader:
    """Gathers the statements of one module, and what the walker finds in them."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._walker = Walker(Checking(tree))
        self._found: list[tuple[str, ast.stmt, Gathered]] = []
        self._owners: dict[str, int] = {}

    def read(self) -> Analysis:
        walker = self._walker
        self._read_body(walker.body(self._tree, ""), "", Scope(""))
        statements = self._statements()
        in_classes = {name for each in statements if each.owner and each.sort is Sort.ASSIGNMENT for name in each.binds}
        return Analysis(
            blocks=_numbered(walker.calls.marked(walker.functions, in_classes)),
            level=digest([text for each in statements for text in (each.owner, each.fingerprint)]),
            documentation=digest(walker.docstrings),
            imports=tuple(name for each in statements for name in each.imports),
            statements=statements,
            handed=walker.handing.handed({name for _, _, found in self._found for name in found.handed}),
        )

    def _read_body(self, body: list[ast.stmt], owner: str, scope: Scope) -> None:
        for node in body:
            if isinstance(node, ast.If) and (live := self._walker.live(node)) is not None:
                self._read_body(live, owner, scope)
            elif isinstance(node, ast.ClassDef):
                self._read_class(node, owner, scope)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                # `from m import a, b` does what `from m import a` and `from m import b` do one after the other.
                for each in _single_imports(node):
                    self._keep(owner, each, [each], scope)
            else:
                self._keep(owner, node, [node], scope)

    def _statements(self) -> tuple[Statement, ...]:
        module = names_of((node for owner, node, _ in self._found if not owner), self._walker.globals)
        bound: dict[str, set[str]] = {}
        binds = [bound_by(node) for _, node, _ in self._found]
        for (owner, _, _), names in zip(self._found, binds, strict=True):
            bound.setdefault(owner, set()).update(names)
        scopes = {owner: module.within(names) if owner else module for owner, names in bound.items()}
        return tuple(
            _statement(owner, node, found, names, scopes[owner])
            for (owner, node, found), names in zip(self._found, binds, strict=True)
        )

    def _read_class(self, node: ast.ClassDef, owner: str, scope: Scope) -> None:
        header: list[Any] = []
        found = Gathered()
        write_header(node, header, found)
        self._walker.walk(header, found, scope)
        self._found.append((owner, node, found))
        qualname = scope.qualname(node.name)
        count = self._owners[qualname] = self._owners.get(qualname, 0) + 1
        body = self._walker.body(node, qualname)
        self._read_body(body, qualname if count == 1 else f"{qualname}#{count}", Scope(f"{qualname}."))

    def _keep(self, owner: str, node: ast.stmt, roots: list[Any], scope: Scope) -> None:
        found = Gathered()
        self._walker.walk(roots, found, scope)
        self._found.append((owner, node, found))


def _single_imports(node: ast.Import | ast.ImportFrom) -> list[ast.Import | ast.ImportFrom]:
    if isinstance(node, ast.Import):
        return [ast.Import(names=[each]) for each in node.names]
    return [ast.ImportFrom(module=node.module, names=[each], level=node.level) for each in node.names]


def _statement(owner: str, node: ast.stmt, found: Gathered, binds: tuple[str, ...], names: Names) -> Statement:
    pure = is_pure(node, names)
    return Statement(
        owner=owner,
        sort=sort_of(node),
        fingerprint=seal(found.tokens),
        binds=binds,
        mentions=frozenset(found.mentions),
        pure=pure,
        imports=tuple(found.imports),
        bases=bases_of(node, names),
        calls=() if pure else only_called(node),
        label=label_of(node, binds),
    )


def _numbered(blocks: list[Block]) -> tuple[Block, ...]:
    """Return the blocks in the order of the source, each with a name that no other one has."""
    counts: dict[str, int] = {}
    numbered: list[Block] = []
    for block in sorted(blocks, key=lambda each: each.line):
        count = counts[block.qualname] = counts.get(block.qualname, 0) + 1
        name = block.qualname if count == 1 else f"{block.qualname}#{count}"
        numbered.append(Block(name, block.qualname, block.line, block.fingerprint, block.imports, block.mentions))
    return tuple(numbered)
