"""Templates with code between `<%` and `%>`, by tree-sitter; only this adapter imports the grammar."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from codemods.errors import LibraryMissing


def read_code(text: str) -> tuple[list[str], list[int]]:
    """Return the code of a template, with blanks and line ends for the rest, and the lines that can't be read.

    :raises LibraryMissing: without tree-sitter and its grammar of embedded templates.
    """
    raw = text.encode("utf-8", "surrogatepass")
    root = _parser().parse(raw).root_node
    pieces: list[str] = []
    at = 0
    for node in root.children:
        for child in node.children:
            if child.type == "code":
                pieces.append(re.sub(rb"[^\n]", b" ", raw[at : child.start_byte]).decode())
                pieces.append(raw[child.start_byte : child.end_byte].decode("utf-8", "replace"))
                pieces.append(";")
                at = child.end_byte
    errors = [int(node.start_point[0]) + 1 for node in root.children if node.type == "ERROR" or node.is_missing]
    return pieces, errors


@lru_cache(maxsize=1)
def _parser() -> Any:
    try:
        import tree_sitter
        import tree_sitter_embedded_template
    except ImportError:
        raise LibraryMissing("tree-sitter", "Reading an underscore template", "'pytest-openedx[frontend]'") from None
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_embedded_template.language()))
