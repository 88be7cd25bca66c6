"""What documentation says of the code: names in roles, directives and literals, of reStructuredText and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemods.sources.phrases import Phrase

_ROLE = r":(?:py:)?(?:mod|class|func|meth|attr|exc|data|obj|const|ref):`[~!]?(?:[^`<]*<)?(?P<role>[^`<>\s]+?)>?`"
_DIRECTIVE = r"^[ \t]*\.\.[ \t]+(?:py:)?(?:auto\w+|currentmodule|module|class|function)::[ \t]*(?P<directive>[\w.]+)"
_LITERAL = r"(?P<ticks>`+)(?P<literal>[^`\s]+)(?P=ticks)"
_NAME = re.compile(f"{_ROLE}|{_DIRECTIVE}|{_LITERAL}", re.MULTILINE)


def read_documentation(text: str) -> Iterator[Phrase]:
    """Yield what is marked as a name of the code; prose is for people."""
    for found in _NAME.finditer(text):
        for group in ("role", "directive", "literal"):
            if found[group] is not None:
                role = "value" if group == "literal" else "name"
                yield Phrase(*found.span(group), found[group], role)
