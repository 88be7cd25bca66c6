"""The strings of JSON, TOML and INI files: a parser says whether it is one, patterns where the strings stand.

The parsers of the standard library tell no places, and those that do rewrite the file in their own way.
"""

from __future__ import annotations

import configparser
import json
import re
import tomllib
from collections.abc import Iterator

from codemods.errors import SourceUnreadable
from codemods.sources.phrases import Phrase

_JSON = re.compile(r'"((?:[^"\\\r\n]|\\.)*)"(\s*:)?')
_TOML = re.compile(
    r"(?P<skip>#[^\n]*|\"\"\".*?\"\"\"|'''.*?''')|\"(?P<basic>(?:[^\"\\\n]|\\.)*)\"|'(?P<literal>[^'\n]*)'|"
    r"(?P<bare>(?<![\w.\-])[A-Za-z_][\w\-]*(?:\.[\w\-]+)+)",
    re.DOTALL,
)
_INI_LINE = re.compile(
    r"^(?:(?P<comment>[ \t]*[#;][^\n]*)|\[(?P<section>[^\]\n]*)\][^\n]*|"
    r"(?P<more>[ \t]+)(?P<rest>[^\n]*)|(?P<key>[^=:\s\n][^=:\n]*?)[ \t]*[=:][ \t]*(?P<value>[^\n]*))",
    re.MULTILINE,
)
_PART = re.compile(r"[^\s,=]+")


def read_json(text: str) -> Iterator[Phrase]:
    """Yield the strings of JSON, keys and values.

    :raises SourceUnreadable: where it is no JSON.
    """
    try:
        json.loads(text)
    except ValueError as error:
        raise SourceUnreadable(f"it is no JSON: {error}", getattr(error, "lineno", 0)) from error
    for found in _JSON.finditer(text):
        yield Phrase(*found.span(1), found[1], "key" if found[2] else "value")


def read_toml(text: str) -> Iterator[Phrase]:
    """Yield the strings of TOML of one line, and dotted bare keys.

    :raises SourceUnreadable: where it is no TOML.
    """
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceUnreadable(f"it is no TOML: {error}") from error
    for found in _TOML.finditer(text):
        for name in ("basic", "literal"):
            if found[name] is not None:
                yield Phrase(*found.span(name), found[name], "value")


def read_ini(text: str) -> Iterator[Phrase]:
    """Yield keys and, part by part where commas, spaces or `=` stand between them, the values of an INI file.

    :raises SourceUnreadable: where it is none.
    """
    parser = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        lineno = getattr(error, "lineno", 0)
        line = lineno if isinstance(lineno, int) else 0
        raise SourceUnreadable(f"it is no INI file: {str(error).splitlines()[0]}", line) from error
    for line_found in _INI_LINE.finditer(text):
        if line_found["key"] is not None:
            yield Phrase(*line_found.span("key"), line_found["key"], "key")
        for name in ("value", "rest"):
            if line_found[name] is not None:
                start, end = line_found.span(name)
                yield from (Phrase(*part.span(), part[0], "value") for part in _PART.finditer(text, start, end))
