"""Python as codemods see it: text, syntax tree, names, and LibCST's tree, each made once, and only if asked for."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from codemods.errors import SourceUnreadable
from codemods.model import Edit, Failed, Outcome, outcome_of
from codemods.sources.places import Places

if TYPE_CHECKING:
    import libcst

    from codemods.names.literals import Literals
    from codemods.names.resolver import Names


class Python:
    """One source.

    - `path`: under the root, with forward slashes;
    - `text`: what is parsed. Of a template or a Python 2 file it is a shadow; edits find their way back by themselves;
    - `module`: the dotted name under which the file is imported, "" where none is known; `package`: that of its folder;
    - `form`: "python", "python2", "mako";
    - `siblings`: names that an import without dots finds in the package of the file first, as Python 2 looked for them.
    """

    def __init__(
        self,
        path: str,
        text: str,
        *,
        module: str = "",
        package: str = "",
        form: str = "python",
        siblings: frozenset[str] = frozenset(),
    ) -> None:
        self.path, self.text, self.module, self.package, self.form = path, text, module, package, form
        self.siblings = siblings

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree.

        :raises SourceUnreadable: if the text can't be parsed.
        """
        return parse(self.text)

    @cached_property
    def names(self) -> Names:
        """What the names of this source mean."""
        from codemods.names.resolver import resolve

        return resolve(self.tree, self.package, self.siblings)

    @cached_property
    def literals(self) -> Literals:
        """The strings of this source, each with what it is used for."""
        from codemods.names.literals import find_literals

        return find_literals(self.tree)

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """What each node stands in."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what a node stands in, from the nearest to the module."""
        while (around := self.parents.get(node)) is not None:
            yield around
            node = around

    @cached_property
    def concrete(self) -> libcst.Module:
        """LibCST's tree of the same text, with comments and spaces.

        :raises SourceUnreadable: if LibCST can't parse it.
        """
        import libcst

        try:
            return libcst.parse_module(self.text)
        except (libcst.ParserSyntaxError, RecursionError) as error:
            line = getattr(error, "raw_line", 0)
            raise SourceUnreadable(f"LibCST can't parse it: {str(error).splitlines()[0]}", line) from error

    @cached_property
    def places(self) -> Places:
        """From nodes to offsets."""
        return Places(self.text)

    def span(self, node: ast.expr | ast.stmt | ast.alias | ast.arg | ast.keyword) -> tuple[int, int]:
        """Return where a node begins and ends, in characters."""
        return self.places.span(node)

    def segment(self, node: ast.expr | ast.stmt | ast.alias | ast.arg | ast.keyword) -> str:
        """Return the text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def replace(self, node: ast.expr | ast.stmt | ast.alias | ast.keyword, text: str, group: str = "") -> Edit:
        """Return the edit that puts a text in place of a node."""
        return Edit(*self.span(node), text, group)

    @cached_property
    def newline(self) -> str:
        """How lines end here."""
        first = self.text.find("\n")
        return "\r\n" if first > 0 and self.text[first - 1] == "\r" else "\n"

    def rewritten(self, after: libcst.Module) -> Outcome:
        """Return the outcome of a LibCST transformation: the edits that lead to its text."""
        from codemods.edits import between

        text = after.code
        try:
            parse(text)
        except SourceUnreadable as fault:
            return Failed(f"what it made of the file can't be parsed: {fault.reason}", fault.line)
        return outcome_of(between(self.text, text))


def parse(text: str) -> ast.Module:
    """Parse a text.

    :raises SourceUnreadable: if that can't be done.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a backslash before a wrong letter is the author's affair
            return ast.parse(text)
    except SyntaxError as error:
        raise SourceUnreadable(error.msg, error.lineno or 0) from error
    except RecursionError as error:
        raise SourceUnreadable("its code is nested too deeply") from error
    except (ValueError, MemoryError) as error:
        raise SourceUnreadable(f"Python's parser gives up: {error}") from error
