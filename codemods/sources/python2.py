"""Python 2: fissix finds what Python 3 has no syntax for, and each of it gets a stand-in in a shadow.

So every codemod works on old files as on new ones, on the same tree. A stand-in only has to hold the same names: it is
never written. LibCST alone would not do, for it takes `except ValueError, e:` for a tuple of types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from codemods.errors import SourceUnreadable
from codemods.model import Edit
from codemods.sources.shadow import Shadow, cast

_OCTAL = re.compile(r"0[0-7]+[lL]?")
_LONG = re.compile(r"[0-9][0-9a-fA-FxXoO]*[lL]")


def cast_python2(text: str, fault: SourceUnreadable) -> Shadow:
    """Return a Python 3 shadow of a Python 2 text.

    :raises SourceUnreadable: the fault that Python 3 found, if fissix can't parse the text either.
    """
    tree = _parse(text)
    if tree is None or not str(tree).startswith(text):
        raise fault
    return cast(text, _Stand(text).edits(tree))


def _parse(text: str) -> Any:
    from fissix.pgen2.parse import ParseError
    from fissix.pgen2.tokenize import TokenError

    ended = text if text.endswith("\n") else text + "\n"
    for driver in _drivers():
        try:
            return driver.parse_string(ended)
        except (ParseError, TokenError, IndentationError, RecursionError, ValueError):
            continue
    return None


@lru_cache(maxsize=1)
def _drivers() -> tuple[Any, ...]:
    """Return parsers, of Python 2 and of Python 2 with `print_function`; a grammar is costly to make."""
    from fissix import pygram, pytree
    from fissix.pgen2 import driver

    grammars = (pygram.python_grammar, pygram.python_grammar_no_print_statement)
    return tuple(driver.Driver(grammar, convert=pytree.convert) for grammar in grammars)


class _Stand:
    """Finds the stand-ins; each handler gets a node whose leaves' offsets are known."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._starts: dict[int, int] = {}

    def edits(self, tree: Any) -> list[Edit]:
        at = 0
        for leaf in tree.leaves():
            at += len(leaf.prefix)
            self._starts[id(leaf)] = at
            at += len(leaf.value)
        found = [edit for node in tree.pre_order() for edit in self._of(node)]
        return [edit for edit in found if edit.end <= self._length]

    def _of(self, node: Any) -> Iterator[Edit]:
        from fissix.pygram import python_symbols as symbols
        from fissix.pytree import Leaf

        if isinstance(node, Leaf):
            yield from self._leaf(node)
        elif node.type == symbols.print_stmt:
            yield from self._wrap(node.children[0], node, ">>")
        elif node.type == symbols.exec_stmt:
            yield from self._wrap(node.children[0], node, "")
            yield from (self._put(each, ",") for each in node.children if str(each).strip() == "in")
        elif node.type == symbols.except_clause and len(node.children) == 4 and node.children[2].value == ",":
            yield self._put(node.children[2], " as")
        elif node.type == symbols.raise_stmt and len(node.children) > 3 and str(node.children[2]).strip() == ",":
            yield from self._wrap(node.children[0], node, "")
        elif node.type == symbols.atom and str(node.children[0]).strip() == "`":
            yield self._put(node.children[0], "(")
            yield self._put(node.children[-1], ")")
        elif node.type in (symbols.tfpdef, symbols.vfpdef) and str(node.children[0]).strip() == "(":
            yield self._put(node.children[0], " ")
            yield self._put(node.children[-1], "")

    def _leaf(self, leaf: Any) -> Iterator[Edit]:
        from fissix.pgen2 import token

        value, start = leaf.value, self._starts[id(leaf)]
        if leaf.type == token.NUMBER:
            if _OCTAL.fullmatch(value) and value.strip("lL0"):
                yield Edit(start + 1, start + 1, "o")
            if _LONG.fullmatch(value):
                yield Edit(start + len(value) - 1, start + len(value), "")
        elif leaf.type == token.STRING and value[:2].lower() == "ur":
            yield Edit(start, start + 1, "")
        elif value == "<>" and leaf.type == token.NOTEQUAL:
            yield self._put(leaf, "!=")

    def _wrap(self, keyword: Any, node: Any, dropped: str) -> Iterator[Edit]:
        """Put what follows a keyword in parentheses."""
        after = self._starts[id(keyword)] + len(keyword.value)
        yield Edit(after, after, "(")
        if dropped and len(node.children) > 1 and str(node.children[1]).strip() == dropped:
            yield self._put(node.children[1], "")
        last = list(node.leaves())[-1]
        end = self._starts[id(last)] + len(last.value)
        yield Edit(end, end, ")")

    def _put(self, leaf: Any, text: str) -> Edit:
        start = self._starts[id(leaf)]
        return Edit(start, start + len(leaf.value), text)
