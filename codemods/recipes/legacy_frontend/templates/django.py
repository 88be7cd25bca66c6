"""Django templates: includes, inheritance, static assets, bundles, by Django's own lexer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codemods.adapters.django_templates import read_tokens
from codemods.recipes.legacy_frontend.graph.model import Opaque
from codemods.recipes.legacy_frontend.references import ANY, UNKNOWN, Parsed, Reference, Texts, Wanted, mention
from codemods.recipes.legacy_frontend.templates.markup import parse_markup, without_comments

_WORD = re.compile(r"\"([^\"]*)\"|'([^']*)'|(\S+)")
_TEMPLATES = frozenset({"include", "extends", "optional_include", "theme_include", "include_block"})
_GROUPS = {"stylesheet": "css", "javascript": "js", "compressed_css": "css", "compressed_js": "js"}
_OWN = frozenset(
    "autoescape block blocktrans blocktranslate comment csrf_token cycle debug else elif empty endif endfor filter"
    " firstof for get_current_language get_current_language_bidi get_static_prefix if ifchanged load lorem now partial"
    " partialdef plural querystring regroup resetcycle spaceless templatetag trans translate url verbatim widthratio"
    " with get_language_info get_available_languages language localize cache".split()
)


def parse_django(path: str, text: str) -> Parsed:
    """Parse a template. A tag that is nobody's we know is opaque: only its strings count.

    :raises LibraryMissing: without Django or tree-sitter.
    """
    markup = parse_markup(path, text)
    text = without_comments(text)
    references: list[Reference] = [*markup.references]
    opaque: list[Opaque] = [*markup.opaque]
    for is_tag, start, end in read_tokens(text):
        line = text.count("\n", 0, start) + 1
        words = list(_WORD.finditer(text, start + 2, end - 2))
        if not is_tag:
            references += _strings(words, line)
            continue
        name = words[0][0] if words else ""
        known = list(_of_tag(name, words[1:], line))
        references += known or _strings(words[1:], line)
        if not known and name not in _OWN and not name.startswith("end"):
            opaque.append(Opaque(path, line, f"the tag {name} is none of Django's own; only its strings are followed"))
    return Parsed(tuple(references), tuple(opaque))


def _of_tag(name: str, words: list[re.Match[str]], line: int) -> Iterator[Reference]:
    if not words:
        return
    if name in _TEMPLATES:
        yield Reference(name, Wanted.TEMPLATE, _texts(words[0]), line)
    elif name == "static":
        yield Reference("static", Wanted.STATIC, _texts(words[0]), line)
    elif name in _GROUPS:
        yield Reference(name, Wanted.GROUP, frozenset(f"{_GROUPS[name]}:{each}" for each in _texts(words[0])), line)


def _texts(word: re.Match[str]) -> Texts:
    """Return what a word may be: a literal, or a variable, of which a filter may still tell a piece."""
    if word[3] is None:
        return frozenset({word[1] if word[1] is not None else word[2]})
    added = re.search(r"\|add:[\"']([^\"']+)[\"']", word[3])
    return frozenset({ANY + added[1]}) if added else UNKNOWN


def _strings(words: list[re.Match[str]], line: int) -> list[Reference]:
    found = [mention([word[1] or word[2] or ""], line) for word in words if word[3] is None]
    return [each for each in found if each is not None]
