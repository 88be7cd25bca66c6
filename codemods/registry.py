"""Finding codemods: on our shelf, by entry point, in the project's own folders, and LibCST's commands by their path."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from types import ModuleType

from codemods import catalogue
from codemods.codemod import Codemod, from_module
from codemods.errors import CodemodError, CodemodUnusable, UnknownCodemod

BOWLER = "bowler:"
"""What stands before the path of a Bowler script."""
GROUP = "codemods"
"""The entry point group: `name = package.module`."""


def find(names: Sequence[str], folders: Sequence[Path] = ()) -> list[Codemod]:
    """Return the codemods of these names.

    :raises UnknownCodemod: if there is none of that name.
    :raises CodemodUnusable: if what is found is no codemod.
    """
    origins = known(folders)
    return [load(name, _origin(name, origins)) for name in names]


def known(folders: Sequence[Path] = ()) -> dict[str, str]:
    """Return where each codemod is found, by name; the project's own come before others, ours come last."""
    origins: dict[str, str] = {}
    for found in (on_shelf(), _by_entry_point(), _in_folders(folders)):
        origins.update(found)
    return dict(sorted(origins.items()))


def on_shelf() -> Iterator[tuple[str, str]]:
    """Yield the names and origins of ours."""
    for entry in pkgutil.iter_modules(catalogue.__path__):
        yield entry.name.replace("_", "-"), f"{catalogue.__name__}.{entry.name}"


def _by_entry_point() -> Iterator[tuple[str, str]]:
    for entry in metadata.entry_points(group=GROUP):
        yield entry.name, entry.value


def _in_folders(folders: Sequence[Path]) -> Iterator[tuple[str, str]]:
    for folder in folders:
        files = [folder] if folder.is_file() else sorted(folder.glob("*.py"))
        for file in files:
            if not file.name.startswith(("_", "test_", "conftest")):
                yield file.stem.replace("_", "-"), str(file.resolve())


def _origin(name: str, origins: Mapping[str, str]) -> str:
    if name in origins:
        return origins[name]
    if name.replace("_", "-") in origins:
        return origins[name.replace("_", "-")]
    if name.endswith(".py") and Path(name).is_file():
        return str(Path(name).resolve())
    if name.count(".") > 1:
        return name
    raise UnknownCodemod(name, origins)


def load(name: str, origin: str) -> Codemod:
    """Load a codemod from a file, a module, or the dotted path of a LibCST command.

    :raises CodemodUnusable: if there is none.
    """
    try:
        if origin.startswith(BOWLER):
            from codemods.adapters.bowler_queries import wrap as wrap_bowler

            return wrap_bowler(Path(origin.removeprefix(BOWLER)))
        if origin.endswith(".py"):
            return from_module(_from_file(Path(origin)), Path(origin).stem.replace("_", "-"), origin)
        try:
            return from_module(importlib.import_module(origin), name, origin)
        except ModuleNotFoundError as error:
            if not origin.startswith(f"{error.name}"):
                raise
            from codemods.adapters.libcst_commands import wrap

            return wrap(origin)
    except CodemodError:
        raise
    except Exception as error:  # somebody else's file may fail in any way, and must be named
        raise CodemodUnusable(origin, f"{type(error).__name__}: {error}") from error


def _from_file(path: Path) -> ModuleType:
    name = f"_codemod_{path.stem}_{abs(hash(str(path)))}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise CodemodUnusable(str(path), "it is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
