"""Reading the files of a tree: each by its technology, with what can't be read told and not lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from codemods.errors import SourceUnreadable
from codemods.recipes.legacy_frontend.graph.files import Listing, is_vendored, kind_of_file
from codemods.recipes.legacy_frontend.graph.model import Kind, Opaque
from codemods.recipes.legacy_frontend.python.reading import PythonFacts, read_python
from codemods.recipes.legacy_frontend.python.signs import Sign
from codemods.recipes.legacy_frontend.references import Parsed, Reference, Texts, mention
from codemods.recipes.legacy_frontend.scripts.coffee import parse_coffee
from codemods.recipes.legacy_frontend.scripts.javascript import parse_javascript
from codemods.recipes.legacy_frontend.styles.sass import parse_style
from codemods.recipes.legacy_frontend.templates.django import parse_django
from codemods.recipes.legacy_frontend.templates.mako import parse_mako
from codemods.recipes.legacy_frontend.templates.markup import parse_markup
from codemods.recipes.legacy_frontend.templates.underscore import parse_underscore
from codemods.running.files import place_of
from codemods.sources.decoding import decode_other
from codemods.sources.kinds import DJANGO, MAKO, PYTHON, kind_of
from codemods.sources.opening import open_source
from codemods.sources.python import Python

_MOST = 2_000_000
"""A larger file is data, or made by a program."""
_STRING = re.compile(r"[\"']([^\"'\n]{3,200})[\"']|([\w./*-]+\.(?:html|js|css|scss|coffee|underscore|txt))")
_TRANSLATED = re.compile(r"(?<![\w.])(?:gettext|ngettext|_)\(\s*[\"']|\{%\s*(?:trans|blocktrans|translate|blocktranslate)\b")
_QUOTED = re.compile(r"[\"']([\w./-]{2,80})[\"']")
_WORD = re.compile(r"[^\W\d]\w*")


@dataclass
class Reading:
    """All that was read, by path. `words` counts identifiers of everything but tests and vendored files, `strings` are
    short literals there.
    """

    python: dict[str, PythonFacts] = field(default_factory=dict)
    parsed: dict[str, Parsed] = field(default_factory=dict)
    signs: dict[str, tuple[Sign, ...]] = field(default_factory=dict)
    attributes: dict[str, Texts] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)
    technologies: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    translated: dict[str, int] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)
    strings: set[str] = field(default_factory=set)
    opaque: list[Opaque] = field(default_factory=list)


def open_python(listing: Listing, path: str) -> Python | None:
    """Return a Python source, None where it can't be parsed."""
    try:
        raw = (listing.root / path).read_bytes()
        source = open_source(place_of(listing.root, path), PYTHON, raw).source
    except (SourceUnreadable, OSError):
        return None
    return source if isinstance(source, Python) else None


def read_all(listing: Listing, steps: Iterator[str]) -> Reading:
    """Read the files of a listing; `steps` yields their paths.

    :raises LibraryMissing: if a parser that is needed is not installed.
    """
    reading = Reading()
    for path in steps:
        if is_vendored(path):
            continue
        try:
            raw = (listing.root / path).read_bytes()
        except OSError as error:
            reading.opaque.append(Opaque(path, 0, f"it can't be read: {error.strerror}"))
            continue
        if len(raw) > _MOST:
            reading.opaque.append(Opaque(path, 0, "it is larger than what people write; nothing in it is followed"))
            continue
        try:
            _read(reading, listing, path, raw)
        except (SourceUnreadable, RecursionError) as fault:
            line = getattr(fault, "line", 0)
            reading.opaque.append(Opaque(path, line, f"{fault}; only its strings are followed"))
            reading.parsed[path] = Parsed(tuple(_loose(raw.decode("latin-1"))))
    return reading


def _read(reading: Reading, listing: Listing, path: str, raw: bytes) -> None:
    suffix = PurePosixPath(path).suffix.lower()
    reading.lines[path] = raw.count(b"\n") + 1
    if suffix == ".py":
        source = open_source(place_of(listing.root, path), PYTHON, raw).source
        assert isinstance(source, Python)
        facts = read_python(source)
        reading.python[path] = facts
        reading.technologies[path] = "python"
        reading.signs[path] = facts.signs
        reading.words.update(facts.words)
        reading.strings.update(facts.strings)
        return
    text = decode_other(raw).text
    kind = kind_of_file(path)
    if kind is Kind.TEMPLATE or kind is Kind.OTHER:
        reading.words.update(_WORD.findall(text))
    if kind is not Kind.OTHER:
        reading.translated[path] = len(_TRANSLATED.findall(text))
    reading.strings.update(_QUOTED.findall(text))
    technology, parsed = _parsed(reading, path, suffix, kind, raw, text)
    reading.technologies[path] = technology
    reading.parsed[path] = parsed
    reading.opaque += parsed.opaque


def _parsed(reading: Reading, path: str, suffix: str, kind: Kind, raw: bytes, text: str) -> tuple[str, Parsed]:
    if kind is Kind.STYLE:
        return ("css" if suffix == ".css" else "sass"), parse_style(text)
    if suffix == ".coffee":
        return "coffee", parse_coffee(text)
    if kind is Kind.SCRIPT:
        script = parse_javascript(path, text)
        reading.modules.update({name: target for name, target in script.paths.items() if not target.startswith("empty")})
        uses_amd = any(each.how == "amd" for each in script.parsed.references)
        return ("requirejs" if uses_amd else "backbone" if "Backbone" in text else "javascript"), script.parsed
    if kind is Kind.OTHER:
        return "other", Parsed(tuple(_loose(text)))
    if suffix == ".underscore":
        return "underscore", parse_underscore(path, text)
    return _template(reading, path, raw, text)


def _template(reading: Reading, path: str, raw: bytes, text: str) -> tuple[str, Parsed]:
    match kind_of(path if path.endswith((".html", ".txt", ".xml")) else f"{path}.html", raw):
        case str(kind) if kind == DJANGO:
            return "django", parse_django(path, text)
        case str(kind) if kind == MAKO:
            found = parse_mako(path, text)
            reading.signs[path] = found.signs
            for name, texts in found.attributes.items():
                reading.attributes[name] = reading.attributes.get(name, frozenset()) | texts
            return "mako", found.parsed
    return "html", parse_markup(path, text)


def _loose(text: str) -> Iterator[Reference]:
    """Yield what strings name in a file of which nothing else is understood."""
    for found in _STRING.finditer(text):
        made = mention([found[1] or found[2]], text.count("\n", 0, found.start()) + 1)
        if made is not None:
            yield made
