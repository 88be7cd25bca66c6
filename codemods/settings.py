"""`[tool.codemods]` in the project's pyproject.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from codemods.errors import SettingsWrong, did_you_mean

_KNOWN = ("path",)


@dataclass(frozen=True, slots=True)
class Settings:
    """`folders`: where the project keeps codemods of its own, or files that hold one."""

    folders: tuple[Path, ...] = ()


def read_settings(here: Path, *, must_exist: bool = True) -> Settings:
    """Read the settings of the nearest pyproject.toml upwards that has any; `must_exist` is said of the folders.

    :raises SettingsWrong: if they make no sense.
    """
    for folder in (here, *here.parents):
        file = folder / "pyproject.toml"
        if file.is_file():
            table = _table(file)
            if table is not None:
                return _settings(file, table, must_exist)
    return Settings()


def _table(file: Path) -> dict[str, object] | None:
    try:
        tool = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsWrong(file, f"it can't be read: {error}") from error
    found = tool.get("codemods")
    if found is not None and not isinstance(found, dict):
        raise SettingsWrong(file, "[tool.codemods] must be a table")
    return found


def _settings(file: Path, table: dict[str, object], must_exist: bool) -> Settings:
    for name in table:
        if name not in _KNOWN:
            raise SettingsWrong(file, f"[tool.codemods] knows no {name!r}.{did_you_mean(name, _KNOWN)}")
    given = table.get("path", [])
    paths = [given] if isinstance(given, str) else given
    if not isinstance(paths, list) or not all(isinstance(each, str) for each in paths):
        raise SettingsWrong(file, "path in [tool.codemods] must be a folder, or a list of folders and files")
    folders = tuple(file.parent / str(each) for each in paths)
    for folder in folders:
        if must_exist and not folder.exists():
            raise SettingsWrong(file, f"path in [tool.codemods] names {folder.name}, but there is nothing at {folder}")
    return Settings(folders)
