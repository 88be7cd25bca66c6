"""The Python 2 that fits on a line, by patterns: a try at a shadow before fissix, which takes far longer.

What a pattern takes wrongly, in a string say, does no harm: a shadow that can't be parsed is not taken, and of one that
can only the copied text may be edited.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

from codemods.errors import SourceUnreadable
from codemods.model import Edit
from codemods.sources.python import parse
from codemods.sources.shadow import Shadow, cast

_EXCEPT = re.compile(r"^[ \t]*except[ \t(][^\r\n#]*?(?P<comma>[ \t]*,)[ \t]*\w+[ \t]*:", re.MULTILINE)
_PRINT = re.compile(
    r"^[ \t]*print(?P<open>)[ \t]+(?:(?P<into>>>)[ \t]*)?[^=\s.(\[\r\n#][^\r\n]*?(?P<close>)[ \t]*\r?$", re.MULTILINE
)
_RAISE = re.compile(
    r"^[ \t]*raise(?P<open>)[ \t]+[\w.]+(?:\([^\r\n]*\))?[ \t]*,[^\r\n]*?(?P<close>)[ \t]*\r?$", re.MULTILINE
)
_LAMBDA = re.compile(r"\blambda\b[^:(\r\n]*(?P<open>\()[\w, ]+(?P<close>\))[^:\r\n]*:")
_UNICODE = re.compile(r"(?<!\w)(?P<u>[uU])[rR](?=[\"'])")
_TABS = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)
_OCTAL = re.compile(r"(?<![\w.])0(?P<o>)[0-7]+(?![\w.])")


def cast_lines(text: str) -> Shadow | None:
    """Return a shadow in which the patterns are enough, or None."""
    edits = list(_edits(text))
    tabs = [Edit(*found.span(), found[0].expandtabs(8)) for found in _TABS.finditer(text)]  # as Python 2 counted them
    for attempt in (edits, [*edits, *tabs]) if tabs else (edits,):
        shadow = cast(text, attempt)
        with contextlib.suppress(SourceUnreadable):
            parse(shadow.text)
            return shadow
    return None


def _edits(text: str) -> Iterator[Edit]:
    for found in _EXCEPT.finditer(text):
        yield Edit(*found.span("comma"), " as")
    for pattern in (_PRINT, _RAISE):
        for found in pattern.finditer(text):
            yield Edit(*found.span("open"), "(")
            if pattern is _PRINT and found["into"]:
                yield Edit(*found.span("into"), "")
            yield Edit(*found.span("close"), ")")
    for found in _LAMBDA.finditer(text):
        yield Edit(*found.span("open"), " ")
        yield Edit(*found.span("close"), "")
    for pattern, group, instead in ((_OCTAL, "o", "o"), (_UNICODE, "u", "")):
        yield from (Edit(*found.span(group), instead) for found in pattern.finditer(text))
