"""The patterns of CODEOWNERS: the first word of each line that is no comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemods.sources.phrases import Phrase

_PATTERN = re.compile(r"^[ \t]*(?P<pattern>[^\s#]\S*)", re.MULTILINE)


def read_owners(text: str) -> Iterator[Phrase]:
    """Yield the patterns."""
    return (Phrase(*found.span("pattern"), found["pattern"]) for found in _PATTERN.finditer(text))
