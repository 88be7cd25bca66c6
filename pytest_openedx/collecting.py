"""How pytest would collect: where it starts, what it enters, and which files only it can judge."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import PurePath

import pytest

from impact.selection.ways import Ways

_OUR_PLUGIN = "openedx"


def ways_of(config: pytest.Config, known_files: frozenset[str], collecting_folders: Iterable[str] = ()) -> Ways:
    """Return how this run would look for tests. In `collecting_folders` a conftest collects files of its own kind."""
    patterns = list(config.getini("python_files"))
    if config.getoption("doctestmodules", False):
        patterns.append("*.py")
    return Ways(
        str(config.rootpath),
        patterns,
        list(config.getini("norecursedirs")),
        known_files,
        collecting_folders,
        anything=_has_foreign_collector(config),
    )


def _has_foreign_collector(config: pytest.Config) -> bool:
    """Whether a plugin besides pytest's own collects files: then any file may hold tests."""
    return any(
        not each.plugin_name.startswith(("python", "doctest", "unittest", "session", "main", _OUR_PLUGIN))
        for each in config.pluginmanager.hook.pytest_collect_file.get_hookimpls()
    )


def unknown_names(config: pytest.Config, known: Iterable[str]) -> frozenset[str]:
    """Return the files of which something is asked for by a name that no known test has: pytest must judge it."""
    starts, partial = starts_of(config)
    asked = {
        start + argument[argument.index("::") :]: start
        for argument, start in zip(config.args, starts, strict=True)
        if start in partial and "::" in argument
    }
    if not asked:
        return frozenset()
    found = {
        name for nodeid in known for name in (nodeid, nodeid.partition("[")[0], *_classes(nodeid)) if name in asked
    }
    return frozenset(start for name, start in asked.items() if name not in found)


def _classes(nodeid: str) -> Iterator[str]:
    """Yield the node ids of the classes that a test stands in."""
    name = nodeid.partition("[")[0]
    while name.count("::") > 1:
        name = name.rpartition("::")[0]
        yield name


def starts_of(config: pytest.Config) -> tuple[list[str], frozenset[str]]:
    """Return where collection would start, relative to the root, and the files of which only some tests are wanted."""
    starts: list[str] = []
    partial: set[str] = set()
    for argument in config.args:
        path, _, rest = argument.partition("::")
        full = os.path.normpath(os.path.join(config.invocation_params.dir, path))
        relative = os.path.relpath(full, config.rootpath).replace(os.sep, "/")
        starts.append(relative)
        if rest:
            partial.add(relative)
    return starts, frozenset(partial)


def clashing_files(config: pytest.Config, wanted: frozenset[str], resting: frozenset[str]) -> frozenset[str]:
    """Return the resting files outside packages whose base name a wanted one has: pytest can't import both."""
    if not wanted or config.getoption("importmode", "prepend") == "importlib":
        return frozenset()
    names = {PurePath(path).name for path in wanted if not _in_package(config, path)}
    return frozenset(path for path in resting if PurePath(path).name in names and not _in_package(config, path))


def _in_package(config: pytest.Config, path: str) -> bool:
    return (config.rootpath / path).with_name("__init__.py").exists()
