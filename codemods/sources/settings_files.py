"""The strings of everything that is neither Python nor Mako: one reader for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from codemods.sources.kinds import DJANGO, INI, JSON, MARKDOWN, OWNERS, RST, TOML, YAML
from codemods.sources.phrases import Phrase

_Reader = Callable[[str], Iterator[Phrase]]


def find_phrases(kind: str, text: str) -> tuple[Phrase, ...]:
    """Return the strings of a file of a kind.

    :raises SourceUnreadable: if it can't be parsed.
    :raises LibraryMissing: if that needs a library that is not there.
    """
    return tuple(_reader(kind)(text))


def _reader(kind: str) -> _Reader:
    """Choose the reader; each stands in a file of its own, which is only loaded when it is needed."""
    if kind == YAML:
        from codemods.sources.yaml_strings import read_yaml

        return read_yaml
    if kind == DJANGO:
        from codemods.adapters.django_templates import read_django

        return read_django
    if kind == OWNERS:
        from codemods.sources.code_owners import read_owners

        return read_owners
    if kind in (RST, MARKDOWN):
        from codemods.sources.documentation import read_documentation

        return read_documentation
    from codemods.sources.plain_settings import read_ini, read_json, read_toml

    return {TOML: read_toml, INI: read_ini, JSON: read_json}[kind]
