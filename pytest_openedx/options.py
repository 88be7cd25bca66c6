"""The options, as rows of one table: each is a command-line flag and an ini value of the same name."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

GROUP = "impacted tests"


@dataclass(frozen=True, slots=True)
class Option:
    """One option. `takes` is "flag", "path", "url" or "nodeid" (which may be left out).

    `has_ini` tells whether a project may want it always: then it has an ini value of the same name.
    """

    name: str
    takes: str
    help: str
    has_ini: bool = True

    @property
    def flag(self) -> str:
        """The name on the command line."""
        return "--" + self.name.replace("_", "-")


OPTIONS = (
    Option("impacted", "flag", "run only the tests that changes since their last run can affect, and record them"),
    Option("impacted_record", "flag", "run all tests and record them"),
    Option("impacted_no_record", "flag", "run only the impacted tests, and record nothing"),
    Option(
        "impacted_shadow",
        "flag",
        "run all tests and record them, and tell which of those that would have been "
        "deselected ended otherwise than recorded; fails nothing",
    ),
    Option(
        "impacted_explain",
        "nodeid",
        "tell for each impacted test which dependency changed; with =NODEID for that test, also when it is deselected",
    ),
    Option("impacted_map", "path", "folder of the impact map (default: .impact under the root)"),
    Option(
        "impacted_environment", "flag", "print under what tests would run here, as JSON, and run none", has_ini=False
    ),
    Option("impacted_fetch", "url", "first take in the maps that a store has of the nearest commit: a folder or URL"),
    Option("contracts", "flag", "judge each import contract as an item beside the tests"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the options say. `explain` is None, "" for all impacted tests, or a node id.

    `shadows` tells to compare what would have been deselected; `fetch` is the address of a store of maps, if any.
    """

    selects: bool
    records: bool
    shadows: bool
    explain: str | None
    map_place: Path
    fetch: str | None = None

    @property
    def active(self) -> bool:
        """Whether there is anything to do."""
        return self.selects or self.records


def add_options(parser: pytest.Parser) -> None:
    """Register every row of the table."""
    group = parser.getgroup("impacted", GROUP)
    for option in OPTIONS:
        if option.takes == "flag":
            group.addoption(option.flag, dest=option.name, action="store_true", default=None, help=option.help)
        elif option.takes == "nodeid":
            group.addoption(option.flag, dest=option.name, nargs="?", const="", metavar="NODEID", help=option.help)
        else:
            group.addoption(option.flag, dest=option.name, metavar=option.takes.upper(), help=option.help)
        if option.has_ini:
            kind: Any = "bool" if option.takes == "flag" else "string"
            parser.addini(option.name, f"the same as {option.flag}", type=kind, default=None)


def wants_contracts(config: pytest.Config) -> bool:
    """Whether import contracts are to be judged."""
    given = config.getoption("contracts", None)
    return bool(given if given is not None else config.getini("contracts"))


_RIVAL = "impacted"
"""The name under which the distribution pytest-impacted registers its plugin."""


def refuse_rival(pluginmanager: pytest.PytestPluginManager) -> None:
    """Say so where pytest-impacted is installed beside us: it has an option of the same name.

    :raises pytest.UsageError: unless one of the two is switched off.
    """
    if pluginmanager.is_blocked(_RIVAL) or importlib.util.find_spec("pytest_impacted") is None:
        return
    raise pytest.UsageError(
        "pytest-impacted is installed beside pytest-openedx, and both have an option --impacted: "
        "switch one of them off with -p no:impacted or -p no:openedx."
    )


_INI_WORDS = {"true": "", "yes": "", "on": "", "1": "", "false": None, "no": None, "off": None, "0": None}
"""What an ini file may say for "all impacted tests" and for "nothing"."""


def read_settings(config: pytest.Config, given: Any) -> Settings:
    """Return what the command line (`given`), and where it is silent the ini file, ask for.

    :raises pytest.UsageError: where two options contradict each other.
    """

    def value(name: str) -> Any:
        said = getattr(given, name, None)
        return said if said is not None else config.getini(name)

    no_record, shadows = value("impacted_no_record"), bool(value("impacted_shadow"))
    record_all = value("impacted_record") or shadows
    explain = _INI_WORDS.get(str(value("impacted_explain")).lower(), value("impacted_explain"))
    if record_all and no_record:
        given_all = "--impacted-shadow" if shadows else "--impacted-record"
        raise pytest.UsageError(f"{given_all} and --impacted-no-record contradict each other: give one of them.")
    if explain and "::" not in explain and (config.rootpath / explain).exists():
        raise pytest.UsageError(
            f"--impacted-explain takes a node id, and {explain} is a path: "
            "put another option between the two, or write --impacted-explain=NODEID."
        )
    selects = bool(value("impacted") or no_record or explain is not None) and not record_all
    simulated = any(getattr(given, name, False) for name in ("collectonly", "setuponly", "setupplan"))
    # As elsewhere in pytest: a path on the command line starts where one stands, one in the ini file at the root.
    said = getattr(given, "impacted_map", None)
    place = config.invocation_params.dir / said if said else config.rootpath / (value("impacted_map") or ".impact")
    return Settings(
        selects=selects,
        records=(selects or bool(record_all)) and not no_record and not simulated,
        shadows=shadows,
        explain=explain,
        map_place=place,
        fetch=getattr(given, "impacted_fetch", None) or _from_root(config, config.getini("impacted_fetch")),
    )


def _from_root(config: pytest.Config, address: str | None) -> str | None:
    """Return an address from the ini file, where a folder starts at the root."""
    return address if not address or "://" in address else str(config.rootpath / address)
