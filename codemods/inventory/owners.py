"""Who owns a file: CODEOWNERS, as GitHub reads it (the last pattern that fits counts)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")


class Owners:
    """The patterns of one file, and the owners of each."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._rules = list(_rules(lines))

    def of(self, path: str) -> str:
        """Return the owners of a path under the root, with spaces between; "" for none."""
        return next((owners for pattern, owners in reversed(self._rules) if pattern.match(path)), "")


def read_owners(root: Path) -> Owners:
    """Read the first CODEOWNERS that there is, in the order in which GitHub looks."""
    for place in _PLACES:
        file = root / place
        if file.is_file():
            return Owners(file.read_text(encoding="utf-8", errors="replace").splitlines())
    return Owners()


def _rules(lines: Iterable[str]) -> Iterator[tuple[re.Pattern[str], str]]:
    for line in lines:
        words = re.sub(r"(?:^|\s)#.*", "", line).split()
        if words:
            yield _pattern(words[0]), " ".join(words[1:])


def _pattern(text: str) -> re.Pattern[str]:
    """Return the pattern for a path: as in .gitignore, but without `!`, `[ ]` and escapes."""
    anchored = "/" in text.rstrip("/")
    body = text.strip("/")
    pieces = re.split(r"(\*\*/|/\*\*|\*\*|\*|\?)", body)
    made = {"**/": "(?:.*/)?", "/**": "/.*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    joined = "".join(made.get(piece, re.escape(piece)) for piece in pieces)
    # `folder/*` is about the files in it, and not about those deeper down.
    below = "$" if text.endswith("/*") else "/.*$" if text.endswith("/") else "(?:/.*)?$"
    return re.compile(("^" if anchored else "^(?:.*/)?") + joined + below)
