"""What the HTML of a template refers to: sources of scripts, links to styles, and the scripts that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemods.recipes.legacy_frontend.graph.model import Opaque
from codemods.recipes.legacy_frontend.references import ANY, Parsed, Reference, Wanted, mention
from codemods.recipes.legacy_frontend.scripts.javascript import parse_javascript

_SCRIPT = re.compile(r"<script\b(?P<head>[^>]*)>(?P<body>.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_PLAIN = re.compile(r"type\s*=\s*[\"'](?!text/javascript|application/javascript|module|text/ecmascript)", re.IGNORECASE)
_VALUE = re.compile(r"\$\{[^}\n]*\}|\{\{[^}\n]*\}\}|<%=[^>\n]*%>")
_ADDRESS = re.compile(r"\b(?:src|href)\s*=\s*(?:\"([^\"<>$%{}]+)\"|'([^'<>$%{}]+)')", re.IGNORECASE)
_LOADER = re.compile(r"\b(?:require|requirejs|define)\s*\(\s*\[([^\]]*)\]")
_QUOTED = re.compile(r"[\"']([^\"'<>$%{}\n]+)[\"']")
_HIDDEN = re.compile(
    r"<%doc>.*?</%doc>|<!--.*?-->|\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|^[ \t]*##[^\n]*", re.DOTALL | re.MULTILINE
)
_CODE = re.compile(
    r"<%(?![\w:]+[\s>])[!]?.*?%>|</?%[^>]*>|\$\{[^}]*\}|\{%.*?%\}|\{\{.*?\}\}|^[ \t]*%(?!%)[^\n]*|^[ \t]*##[^\n]*",
    re.DOTALL | re.MULTILINE,
)


def parse_markup(path: str, text: str) -> Parsed:
    """Parse the HTML of a template of any engine; its own code is blanked where it stands in a script.

    :raises LibraryMissing: without tree-sitter.
    """
    text = _HIDDEN.sub(_blank, text)
    references: list[Reference] = [*_addresses(text), *_names(text)]
    opaque: list[Opaque] = []
    for script in _SCRIPT.finditer(text):
        body = script["body"]
        if not body.strip() or _PLAIN.search(script["head"]):
            continue
        line = text.count("\n", 0, script.start("body")) + 1
        parsed = parse_javascript(path, _CODE.sub(_stand_in, body), line).parsed
        references += parsed.references
        # Where template code was blanked, what is left need not be JavaScript: only plain scripts are told of.
        opaque += parsed.opaque if not _CODE.search(body) else ()
    references += _loaders(text)
    return Parsed(tuple(references), tuple(opaque))


def _loaders(text: str) -> Iterator[Reference]:
    """Yield the modules that `require` lists, wherever it stands: a block may be put into a script by another template."""
    for loader in _LOADER.finditer(text):
        line = text.count("\n", 0, loader.start()) + 1
        for found in _QUOTED.finditer(loader[1]):
            yield Reference("amd", Wanted.MODULE, frozenset({found[1]}), line)


def _addresses(text: str) -> Iterator[Reference]:
    for found in _ADDRESS.finditer(text):
        address = found[1] or found[2]
        line = text.count("\n", 0, found.start()) + 1
        if address.startswith("/static/"):
            yield Reference("src", Wanted.STATIC, frozenset({address.removeprefix("/static/")}), line)


def _names(text: str) -> Iterator[Reference]:
    """Yield what has the suffix of a file of the frontend, wherever it stands; template code before it is anything."""
    for number, line in enumerate(_VALUE.sub(ANY, text).split("\n"), 1):
        made = mention([line], number) if "." in line else None
        if made is not None:
            yield made


def without_comments(text: str) -> str:
    """Return a template with what is commented out blanked."""
    return _HIDDEN.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _stand_in(found: re.Match[str]) -> str:
    """Return what stands for template code in a script: a name for a value, else nothing but its line ends."""
    if found[0].startswith(("$", "{{")):
        return re.sub(r"[^\n]", "_", found[0])
    return _blank(found)
