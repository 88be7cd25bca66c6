"""The page of the catalogue, made of what the codemods say of themselves."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from codemods.codemod import Codemod

_HEAD = """\
# The codemods

What `codemods show NAME` says of each of ours. This page is made by `codemods list --page`, from their docstrings.
"""
_LITERAL = re.compile(r"``([^`]+)``")


def page(codemods: Iterable[Codemod]) -> str:
    """Return the page, in Markdown."""
    return _HEAD + "".join("\n" + "\n".join(_section(codemod)) + "\n" for codemod in codemods)


def _section(codemod: Codemod) -> Iterator[str]:
    yield f"## {codemod.name}"
    yield ""
    yield from _markdown(codemod.doc)
    if codemod.options:
        yield from ("", "| option | is | default |", "|---|---|---|")
    for option in codemod.options:
        default = "must be given" if option.default is None else option.default or "none"
        yield f"| `{option.name}` | {option.help} | {default} |"


def _markdown(doc: str) -> Iterator[str]:
    """Yield a docstring's text; what is indented after `::` becomes a block of code."""
    for block in re.split(r"(?<=::)\n((?:\n|[ ]{4}.*\n?)+)", doc):
        if block.startswith("\n"):
            yield from ("", "```python", *textwrap.dedent(block).strip("\n").splitlines(), "```", "")
        else:
            yield _LITERAL.sub(r"`\1`", block.removesuffix(":") if block.endswith("::") else block)
