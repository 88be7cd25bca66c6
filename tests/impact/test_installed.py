"""Installed distributions, against what the standard library says of the very environment that these tests run in."""

from __future__ import annotations

import importlib.metadata as metadata
import re
from pathlib import Path

import pytest

from impact.installed import Installed


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def required(name: str) -> set[str]:
    """Return a distribution and all that it requires, as the parsed metadata tell."""
    found: set[str] = set()
    pending = [name]
    while pending:
        each = pending.pop()
        if each in found:
            continue
        try:
            stated = metadata.distribution(each).requires or []
        except metadata.PackageNotFoundError:
            continue
        found.add(each)
        plain = [line for line in stated if "extra" not in line.partition(";")[2]]
        pending += [normal(re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0]) for line in plain]
    return found


@pytest.mark.parametrize("top", ["pytest", "xdist", "django", "hypothesis", "sqlite_utils", "mako", "libcst", "rich"])
def test_behind_an_import_is_what_the_metadata_say(top: str) -> None:
    (name,) = set(metadata.packages_distributions()[top])
    assert Installed().behind([top]) == required(normal(name))


def test_nothing_is_behind_a_name_that_is_not_installed() -> None:
    assert Installed().behind(["no_such_module", "sys"]) == frozenset()


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("METADATA", "Metadata-Version: 2.1\nName: Some.Thing\nRequires-Dist: pluggy>=1\n"
                     "Requires-Dist: rich; extra == 'shell'\n\nRequires-Dist: mako\n"),
        ("METADATA", ""),
        ("RECORD", "some_thing/__init__.py,,\n"),
    ],
)  # fmt: skip
def test_metadata_of_all_sorts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, content: str) -> None:
    folder = tmp_path / "some_thing-1.0.dist-info"
    folder.mkdir()
    (folder / "top_level.txt").write_text("some_thing\n")
    (folder / file).write_text(content)
    monkeypatch.syspath_prepend(tmp_path)
    whole = content.startswith("Metadata")
    assert Installed().behind(["some_thing"]) == ({"some-thing", "pluggy"} if whole else set())
