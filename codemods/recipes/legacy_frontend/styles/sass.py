"""Style sheets, CSS and Sass: what they import, by a scan of our own.

tree-sitter's grammar of SCSS reads a quarter of real sheets, and Sass itself would have to find what they import.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemods.recipes.legacy_frontend.references import Parsed, Reference, Wanted

_COMMENTS = re.compile(r"/\*.*?\*/|(?<![:\w\"'(/])//[^\n]*", re.DOTALL)
_IMPORT = re.compile(r"@(?:import|use|forward)\s+([^;{}\n]+(?:,\s*\n[^;{}]+)*)")
_STRING = re.compile(r"url\(\s*[\"']?([^\"')]+)[\"']?\s*\)|\"([^\"]+)\"|'([^']+)'")
_BARE = re.compile(r"[\w./-]+")


def parse_style(text: str) -> Parsed:
    """Parse a style sheet; addresses elsewhere are left out."""
    return Parsed(tuple(_references(_COMMENTS.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text))))


def _references(text: str) -> Iterator[Reference]:
    for rule in _IMPORT.finditer(text):
        line = text.count("\n", 0, rule.start()) + 1
        strings = [next(filter(None, found.groups())) for found in _STRING.finditer(rule[1])]
        # The indented syntax imports without quotes.
        for name in strings or _BARE.findall(rule[1])[:1]:
            if not re.match(r"(?:https?:)?//", name):
                yield Reference("import", Wanted.STYLE, frozenset({name.strip()}), line)
