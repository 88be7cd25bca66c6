"""Reading import-linter's configuration as it stands: `setup.cfg`, `.importlinter`, `pyproject.toml`, in this order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from impact.contracts.errors import ConfigurationAbsent, ConfigurationUnreadable, ContractMisconfigured
from impact.contracts.options import several, text

SECTION = "importlinter"
PLACES = ("setup.cfg", ".importlinter", "pyproject.toml")
"""The files that are looked for, in this order; the first that has the section is read."""

_SESSION = frozenset(
    "root_package root_packages include_external_packages exclude_type_checking_imports contract_types aliases"
    " baseline".split()
)
"""The options of the session that are read."""


@dataclass(frozen=True, slots=True)
class RawContract:
    """The options of one contract as they are written; with a `fault` they can't be read."""

    id: str
    name: str
    type: str
    options: Mapping[str, Any]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a configuration file says: options of the whole session, and contracts."""

    path: Path
    session: Mapping[str, Any]
    contracts: tuple[RawContract, ...]

    @property
    def roots(self) -> tuple[str, ...]:
        """The names of the root packages, each once; raises ConfigurationUnreadable if there are none."""
        given = self.session.get("root_packages", self.session.get("root_package"))
        roots = tuple(dict.fromkeys(self.listed(given))) if given is not None else ()
        if not roots:
            raise ConfigurationUnreadable(self.path, "no root packages: set root_package, or root_packages.")
        return roots

    @property
    def mistyped(self) -> tuple[str, ...]:
        """Hints at options of the session that nothing reads, and whose names are nearly those of others.

        Others pass: import-linter takes any, and custom contracts may read them.
        """
        from impact.contracts.options import did_you_mean

        unknown = sorted(set(self.session) - _SESSION)
        hints = ((name, did_you_mean(name, _SESSION)) for name in unknown)
        return tuple(f"{self.path.name}: nothing reads the option '{name}'.{hint}" for name, hint in hints if hint)

    def flag(self, name: str) -> bool:
        """Return whether an option of the session is on."""
        return str(self.session.get(name)) in ("True", "true")

    def listed(self, raw: object) -> list[str]:
        """Return an option of the session as a list; one line is a list of one."""
        return [] if raw is None else several(lambda item: text(item).strip())(raw)


def read_configuration(folder: Path, given: Path | None = None, without_contracts: bool = False) -> Configuration:
    """Return the configuration of a folder, or that in a given file.

    Raises ConfigurationAbsent where there is none, ConfigurationUnreadable where it is not well-formed, or has no
    contracts, unless it may be without.
    """
    paths = [folder / name for name in PLACES] if given is None else [folder / given]
    for path in paths:
        if given is None and not path.is_file():
            continue
        try:
            content = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = "there is no such file." if isinstance(error, FileNotFoundError) else f"it can't be read: {error}"
            raise ConfigurationUnreadable(path, reason) from error
        found = _read_toml(path, content) if path.suffix == ".toml" else _read_ini(path, content)
        if found is not None:
            if not (found.contracts or without_contracts):
                raise ConfigurationUnreadable(
                    path,
                    f"no contracts: write sections '{SECTION}:contract:ID', or tables [[tool.{SECTION}.contracts]].",
                )
            return found
    raise ConfigurationAbsent(folder, [str(given)] if given else PLACES)


def _read_ini(path: Path, content: str) -> Configuration | None:
    from configparser import ConfigParser, Error

    parser = ConfigParser()
    try:
        parser.read_string(content, source=path.name)
        if SECTION not in parser:
            return None
        session = _clean(dict(parser[SECTION]))
    except Error as error:
        raise ConfigurationUnreadable(path, _one_line(error)) from error
    contracts = []
    for name in parser.sections():
        if name.startswith(f"{SECTION}:"):
            identity = name.split(":")[-1]
            try:
                contracts.append(_contract({"id": identity, **_clean(dict(parser[name]))}))
            except Error as error:  # a '%' that is no interpolation, in this section
                contracts.append(RawContract(identity, identity, "", {}, f"[{name}] {_one_line(error)}"))
    return Configuration(path, session, tuple(contracts))


def _clean(section: Mapping[str, str]) -> dict[str, Any]:
    return {key: value.strip().split("\n") if "\n" in value else value for key, value in section.items()}


def _read_toml(path: Path, content: str) -> Configuration | None:
    from tomllib import TOMLDecodeError, loads

    try:
        tool = loads(content).get("tool")
    except TOMLDecodeError as error:
        raise ConfigurationUnreadable(path, f"it is no TOML: {error}") from error
    session = tool.get(SECTION) if isinstance(tool, dict) else None
    if not session:
        return None
    contracts = session.pop("contracts", []) if isinstance(session, dict) else None
    if not isinstance(contracts, list) or not all(isinstance(each, dict) for each in contracts):
        raise ConfigurationUnreadable(path, f"the contracts must be tables [[tool.{SECTION}.contracts]].")
    return Configuration(path, session, tuple(_contract(each) for each in contracts))


def _contract(raw: dict[str, Any]) -> RawContract:
    identity, name = str(raw.get("id") or ""), str(raw.get("name") or "")
    options = {key: value for key, value in raw.items() if key not in ("id", "name", "type")}
    lacking = [key for key in ("name", "type") if key not in raw]
    fault = f"{' and '.join(lacking)}: required, and not given." if lacking else None
    return RawContract(identity or name, name or identity, str(raw.get("type", "")), options, fault)


def read_kinds(raw: object) -> list[str]:
    """Read names of kinds of edges; raises ContractMisconfigured for an unknown one."""
    from impact.contracts.kinds import KINDS, REACHABLE
    from impact.contracts.options import did_you_mean

    names = several(lambda item: text(item).strip())(raw)
    for name in names:
        if name not in REACHABLE:
            raise ContractMisconfigured(
                f"'{name}' is no kind of edge: {', '.join(KINDS)}.{did_you_mean(name, REACHABLE)}"
            )
    return names


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
