"""Links of documents, Markdown and reStructuredText, to files beside them: the path of each, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemods.sources.kinds import MARKDOWN, RST
from codemods.sources.phrases import Phrase

_TITLE = r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?"
_MARKDOWN = (
    rf"\]\(\s*<?(?P<inline>[^\s()<>]+)>?{_TITLE}\s*\)",
    r"^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*<?(?P<definition>[^\s<>]+)>?",
    r"<[a-z][^<>]*?\s(?:href|src)=[\"'](?P<tag>[^\"'\s]+)[\"']",
)
_RST = (
    r"^[ \t]*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?(?:include|literalinclude|image|figure)::[ \t]+(?P<directive>\S+)[ \t]*$",
    r"^[ \t]*\.\.[ \t]+_[^:\n]+:[ \t]+(?P<definition>\S+)[ \t]*$",
    r"`[^`<]*<(?P<inline>[^`<>\s]+)>`__?(?!\w)",
    r":download:`(?:[^`<]*<)?(?P<role>[^`<>\s]+)>?`",
)
_LINK = {MARKDOWN: re.compile("|".join(_MARKDOWN), re.MULTILINE), RST: re.compile("|".join(_RST), re.MULTILINE)}
_CODE = re.compile(
    r"^ {0,3}(?P<fence>```+|~~~+)[^\n]*\n(?:.*?^ {0,3}(?P=fence)[`~]*[ \t]*$|.*\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)
_RELATIVE = re.compile(r"(?![/#]|[A-Za-z][A-Za-z0-9+.-]*:)[^#?%\\{}]+")


def read_links(text: str, form: str) -> Iterator[Phrase]:
    """Yield the relative paths that a document links to, each without what follows `#` or `?`.

    What stands in code of Markdown is no link. `form` is a kind of file; only documents have links. Paths with escapes
    are left out: what they lead to is not sure.
    """
    if form not in _LINK:
        return
    shown = _CODE.sub(_blank, text) if form == MARKDOWN else text
    for found in _LINK[form].finditer(shown):
        group = found.lastgroup or ""
        path = _RELATIVE.match(found[group])
        if path is not None and found[group][path.end() : path.end() + 1] in ("", "#", "?"):
            start = found.start(group)
            yield Phrase(start, start + path.end(), path[0], "link")


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])
