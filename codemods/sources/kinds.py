"""Telling what a file is, from its name and, for templates, from what stands in it."""

from __future__ import annotations

import re
from os.path import splitext
from pathlib import PurePosixPath

PYTHON, MAKO, DJANGO, YAML, TOML, INI, JSON, RST, MARKDOWN, OWNERS = (
    "python",
    "mako",
    "django",
    "yaml",
    "toml",
    "ini",
    "json",
    "rst",
    "markdown",
    "owners",
)
_BY_SUFFIX = {
    ".py": PYTHON,
    ".pyi": PYTHON,
    ".mako": MAKO,
    ".mak": MAKO,
    ".yml": YAML,
    ".yaml": YAML,
    ".toml": TOML,
    ".ini": INI,
    ".cfg": INI,
    ".json": JSON,
    ".rst": RST,
    ".md": MARKDOWN,
}
_BY_NAME = {"CODEOWNERS": OWNERS, ".importlinter": INI, ".coveragerc": INI, ".pylintrc": INI, "pylintrc": INI}
_TEMPLATES = frozenset({".html", ".htm", ".txt", ".xml", ".djhtml", ".jinja"})
_DJANGO = re.compile(rb"\{%.*?%\}")
_MAKO = re.compile(rb"<%[!\w\s]|</%\w|\$\{|^[ \t]*%[ \t]*(?:if|for|while|try|with)\b", re.MULTILINE)
_SUFFIXES = frozenset(_BY_SUFFIX) | _TEMPLATES


def may_be_read(path: str) -> bool:
    """Whether a file is of a kind that codemods read, as far as its name tells."""
    name = path.rpartition("/")[2]
    return name in _BY_NAME or splitext(name)[1].lower() in _SUFFIXES


def kind_of(path: str, raw: bytes) -> str | None:
    """Return the kind of a file, None for one that no codemod reads.

    A template is Mako where it has Mako's marks and no tag of Django's; a plain text of neither is nothing.
    """
    name = PurePosixPath(path).name
    if name in _BY_NAME:
        return _BY_NAME[name]
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    if suffix not in _TEMPLATES:
        return None
    if _DJANGO.search(raw):
        return DJANGO
    return MAKO if _MAKO.search(raw) else None
