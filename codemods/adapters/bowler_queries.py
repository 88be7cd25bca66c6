"""A maintainer's existing Bowler script, in our runner: its queries are caught when it runs them, and run by us.

The script may import `lib2to3`, which Python 3.13 has no more: fissix, of which Bowler is made, serves the name.
"""

from __future__ import annotations

import contextlib
import importlib
import runpy
import sys
from collections.abc import Callable, Iterator
from difflib import unified_diff
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest import mock

from codemods.codemod import Codemod, Options
from codemods.edits import between
from codemods.errors import CodemodUnusable, LibraryMissing, SourceUnreadable
from codemods.model import Edit, Outcome, outcome_of
from codemods.needles import Needles
from codemods.sources.line_ends import with_line_feeds
from codemods.sources.python import Python

_SERVED = (
    "btm_matcher btm_utils fixer_base fixer_util patcomp pgen2 pgen2.driver pgen2.grammar pgen2.literals pgen2.parse"
    " pgen2.pgen pgen2.token pgen2.tokenize pygram pytree refactor"
).split()


def wrap(script: Path) -> Codemod:
    """Return the codemod that runs the queries of a script.

    :raises LibraryMissing: without Bowler.
    :raises CodemodUnusable: if the script fails, or runs no query.
    """
    queries = _caught(script)

    def rewrite(source: Python, options: Options) -> Outcome:
        text = source.text
        after = with_line_feeds(text, lambda plain: _run(queries, plain, source.path))
        return outcome_of(between(text, after))

    summary = f"The Bowler queries of {script.name}."
    origin = f"bowler:{script.resolve()}"
    return Codemod(script.stem, origin, summary, summary, (), lambda _: Needles(), rewrite, is_strict=True)


def _caught(script: Path) -> list[Any]:
    try:
        from bowler import Query
    except ImportError:
        raise LibraryMissing("Bowler", "Running a Bowler script", "'pytest-openedx[bowler]'") from None
    queries: list[Any] = []

    def catch(query: Any, **_: object) -> Any:
        queries.append(query)
        return query

    try:
        with _served(), mock.patch.object(Query, "execute", catch), mock.patch.object(sys, "argv", [str(script)]):
            sys.path.insert(0, str(script.parent))
            names = runpy.run_path(str(script), run_name="__main__")
            if not queries and callable(names.get("main")):
                names["main"]()
            compiled = [(query, query.compile()) for query in queries]
    except SystemExit as ended:
        if not queries:
            raise CodemodUnusable(str(script), f"it ended with {ended.code!r} before it ran a query") from ended
        compiled = [(query, query.compile()) for query in queries]
    except Exception as error:  # somebody else's script may fail in any way, and must be named
        raise CodemodUnusable(str(script), f"{type(error).__name__}: {error}") from error
    finally:
        with contextlib.suppress(ValueError):
            sys.path.remove(str(script.parent))
    if not compiled:
        raise CodemodUnusable(str(script), "it runs no query when it is started as a script")
    return compiled


@contextlib.contextmanager
def _served() -> Iterator[None]:
    """Let fissix stand in for lib2to3."""
    fissix = {f"lib2to3.{name}": importlib.import_module(f"fissix.{name}") for name in _SERVED}
    with mock.patch.dict(sys.modules, {"lib2to3": importlib.import_module("fissix"), **fissix}):
        yield


def _run(queries: list[Any], text: str, path: str) -> str:
    for query, fixers in queries:
        if query.filename_matcher is not None and not query.filename_matcher(path):
            continue
        after = _refactor(fixers, text, path)
        text = _filtered(query.processors, text, after, path) if query.processors else after
    return text


def _refactor(fixers: list[Any], text: str, path: str) -> str:
    from fissix.pgen2.parse import ParseError
    from fissix.pgen2.tokenize import TokenError

    tool = _tool()(fixers)
    try:
        return str(tool.refactor_string(text, path))
    except (ParseError, TokenError, IndentationError) as error:
        context = getattr(error, "context", None)
        line = context[1][0] if context and context[1] else 0
        raise SourceUnreadable("fissix, which Bowler is made of, can't parse it", line) from error


@lru_cache(maxsize=1)
def _tool() -> Callable[[list[Any]], Any]:
    from fissix.refactor import RefactoringTool

    class Tool(RefactoringTool):  # type: ignore[misc]  # fissix ships no types
        """Takes fixers as classes, and tells a parse error instead of logging it."""

        def get_fixers(self) -> tuple[list[Any], list[Any]]:
            made = [fixer(self.options, self.fixer_log) for fixer in self.fixers]
            return [each for each in made if each.order == "pre"], [each for each in made if each.order == "post"]

        def refactor_string(self, data: str, name: str) -> Any:
            tree = self.driver.parse_string(data)
            self.refactor_tree(tree, name)
            return tree

    return lambda fixers: Tool(fixers, options={"print_function": True})


def _filtered(processors: list[Any], before: str, after: str, path: str) -> str:
    """Take of a change only what all processors of the query agree to, hunk by hunk."""
    from codemods.edits import apply

    kept: list[Edit] = []
    for edit in between(before, after):
        one = apply(before, [edit])
        hunk = [line.rstrip("\n") for line in unified_diff(before.splitlines(), one.splitlines(), path, path, n=3)]
        if all(processor(path, hunk) is not False for processor in processors):
            kept.append(edit)
    return apply(before, kept)
