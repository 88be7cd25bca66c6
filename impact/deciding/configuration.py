"""The configuration of pytest: by what it is known, and how it is read without pytest.

Which file counts, and which section of it, is as pytest's reference has it ("Initialization: determining rootdir and
configfile").
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from impact.errors import ConfigurationUnreadable
from impact.model import Dependency, Kind, digest

CONFIGURATION = Dependency(Kind.CONFIGURATION, "pytest")
"""The ini values that change how tests behave: every test rests on them."""

_NEUTRAL_INI = frozenset(
    "addopts testpaths norecursedirs cache_dir console_output_style required_plugins minversion junit_suite_name "
    "junit_logging junit_log_passing_tests junit_duration_report junit_family faulthandler_timeout".split()
)
_NEUTRAL_INI_PREFIXES = ("impacted", "log_cli", "log_file", "verbosity_")
_FILES = ("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")
_SKIPPED = ("*.egg", ".*", "_darcs", "build", "CVS", "dist", "node_modules", "venv", "{arch}")


def configuration_id(values: Mapping[str, Any]) -> str:
    """Return the content id of the ini values that change how tests behave."""
    return digest(
        text
        for name, value in sorted((name, repr(value)) for name, value in values.items())
        if name not in _NEUTRAL_INI and not name.startswith(_NEUTRAL_INI_PREFIXES)
        for text in (name, value)
    )


@dataclass(frozen=True, slots=True)
class Configuration:
    """The values of one configuration, as they stand in it, by name; `path` is None where there is none."""

    path: Path | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The content id that a recording by this configuration gives it."""
        return configuration_id(self.values)

    @property
    def patterns(self) -> list[str]:
        """The patterns of the names of test files."""
        doctests = ["*.py"] if "--doctest-modules" in self._words("addopts") else []
        return (self._words("python_files") or ["test_*.py", "*_test.py"]) + doctests

    @property
    def skipped(self) -> list[str]:
        """The patterns of folders that are not entered."""
        return self._words("norecursedirs") or [*_SKIPPED]

    @property
    def starts(self) -> list[str]:
        """Where a collection without arguments begins."""
        return self._words("testpaths")

    @property
    def settings_module(self) -> str:
        """The settings module of Django that pytest-django is told to use."""
        words = self._words("addopts")
        given = [word.removeprefix("--ds=") for word in words if word.startswith("--ds=")]
        given += [after for word, after in pairwise(words) if word == "--ds"]
        return given[-1] if given else str(self.values.get("DJANGO_SETTINGS_MODULE", "")).strip()

    @property
    def store(self) -> str:
        """The address from which `pytest --impacted` fetches maps."""
        return str(self.values.get("impacted_fetch", "")).strip()

    def _words(self, name: str) -> list[str]:
        value = self.values.get(name, "")
        return [str(each) for each in value] if isinstance(value, list) else shlex.split(str(value))


def read_configuration(
    root: Path, path_of: Callable[[str], str] | None = None, given: Path | None = None
) -> Configuration:
    """Return the configuration that pytest finds in the root folder, or that in a given file.

    `path_of` tells where the files of the root lie, if elsewhere.

    :raises ConfigurationUnreadable: if a file can't be parsed, or the given one is not there.
    """
    if given is not None and not given.is_file():
        raise ConfigurationUnreadable(given, "there is no such file")
    paths = [given] if given is not None else [Path(path_of(name) if path_of else root / name) for name in _FILES]
    for path in paths:
        if path.is_file():
            values = _section(path, (given or path).name)
            if values is not None:
                return Configuration(path, values)
    return Configuration()


def _section(path: Path, name: str) -> Mapping[str, Any] | None:
    # Imported here: the plugin needs but the names above.
    import tomllib

    from iniconfig import IniConfig, ParseError

    try:
        if path.suffix == ".toml":
            return _of_toml(tomllib.loads(path.read_text(encoding="utf-8")), name)
        sections = IniConfig(str(path)).sections
    except (OSError, ValueError, ParseError) as error:
        raise ConfigurationUnreadable(path, str(error)) from error
    if name == "setup.cfg":
        return sections.get("tool:pytest")
    found = sections.get("pytest")
    return found if found is not None or name not in ("pytest.ini", ".pytest.ini") else {}


def _of_toml(whole: dict[str, Any], name: str) -> Mapping[str, Any] | None:
    if name in ("pytest.toml", ".pytest.toml"):
        native = whole.get("pytest", {})
        return native if isinstance(native, dict) else {}
    section = whole.get("tool", {}).get("pytest")
    if not isinstance(section, dict):
        return None
    options = section.get("ini_options")
    if isinstance(options, dict):
        return {key: value if isinstance(value, list) else str(value) for key, value in options.items()}
    return section or None
