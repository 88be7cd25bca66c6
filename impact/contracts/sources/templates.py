"""Imports in templates: Python in Mako templates, and tag libraries that Django templates load.

A template has no name as a module: what it imports is told of the nearest package whose folder holds it.
"""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterator

from impact.contracts.kinds import KINDS, TEMPLATE
from impact.contracts.sources.detailed import DetailedReader
from impact.contracts.sources.places import Listing
from impact.contracts.sources.rows import Row
from impact.contracts.sources.statements import find_imports, parse
from impact.errors import SourceUnreadable

_ENDS = (".html", ".mako", ".txt", ".xml", ".underscore", ".js", ".css")
_PYTHON = re.compile(r"<%!?(?=\s)(.*?)%>", re.DOTALL)
"""A block of Python in a Mako template; `<%page>` and its like have no space there."""
_NAMESPACE = re.compile(r"<%namespace\b[^>]*\bmodule=[\"']([\w.]+)[\"']")
_LOAD = re.compile(r"\{%\s*load\s+([^%]+?)\s*%\}")


def add_templates(rows: dict[str, Row], listing: Listing, reader: DetailedReader) -> None:
    """Add to the rows what templates below the packages import. One that can't be read imports nothing."""
    packages = {os.path.dirname(entry.path): name for name, entry in listing.files.items() if listing.is_package(name)}
    tags = {name.rpartition(".")[2]: name for name in sorted(listing.files) if ".templatetags." in name}
    for top in sorted(packages):
        if os.path.dirname(top) in packages:
            continue
        for folder, folders, files in os.walk(top):
            folders[:] = sorted(name for name in folders if name not in ("node_modules", "__pycache__", ".git"))
            for name in sorted(files):
                if name.endswith(_ENDS):
                    owner = _owner(folder, packages)
                    _add(rows, owner, os.path.join(folder, name), tags, reader)


def _owner(folder: str, packages: dict[str, str]) -> str:
    while folder not in packages:
        folder = os.path.dirname(folder)
    return packages[folder]


def _add(rows: dict[str, Row], owner: str, path: str, tags: dict[str, str], reader: DetailedReader) -> None:
    try:
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
    except (OSError, UnicodeDecodeError):
        return
    if "<%" not in text and "{%" not in text:
        return
    kind = KINDS.index(TEMPLATE)
    importer = reader.canonical(owner)
    place = os.path.relpath(path).replace(os.sep, "/")
    for name, line in _imports(text):
        target = reader.find_import(name, owner)
        if target is not None:
            rows[importer].append((target, f"{place}:{line}", kind))
    for name, line in _loads(text):
        if name in tags:
            rows[importer].append((reader.canonical(tags[name]), f"{place}:{line}", kind))


def _imports(text: str) -> Iterator[tuple[str, int]]:
    for block in _PYTHON.finditer(text):
        first = text.count("\n", 0, block.start(1))
        try:
            # As Mako does: the block is moved to the left margin.
            found = list(find_imports(parse(textwrap.dedent("\n" + block[1].strip("\r\n")).encode())))
        except SourceUnreadable:
            continue
        shift = len(block[1]) - len(block[1].lstrip("\r\n"))
        yield from ((each.name, first + each.line - 1 + block[1][:shift].count("\n")) for each in found)
    for block in _NAMESPACE.finditer(text):
        yield block[1], text.count("\n", 0, block.start()) + 1


def _loads(text: str) -> Iterator[tuple[str, int]]:
    for tag in _LOAD.finditer(text):
        words = tag[1].split()
        libraries = words[words.index("from") + 1 :] if "from" in words else words
        yield from ((name, text.count("\n", 0, tag.start()) + 1) for name in libraries)
