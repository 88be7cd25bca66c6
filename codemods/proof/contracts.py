"""Asking the contracts: `impact contracts check` as a process, where the project has contracts."""

from __future__ import annotations

import configparser
import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from codemods.errors import ProofImpossible

_BROKEN = 1


class Contracts(Protocol):
    """Tells which contracts of a tree are broken, and by what."""

    def broken(self, root: Path, environment: Mapping[str, str]) -> frozenset[str]:
        """Return a line for each violation."""


class NoContracts:
    """A project without contracts."""

    def broken(self, root: Path, environment: Mapping[str, str]) -> frozenset[str]:
        """Return nothing."""
        return frozenset()


class ImpactContracts:
    """The contracts that `impact contracts check` reads."""

    def broken(self, root: Path, environment: Mapping[str, str]) -> frozenset[str]:
        """Return a line for each violation.

        :raises ProofImpossible: if the contracts can't be checked.
        """
        command = [sys.executable, "-m", "impact.cli", "contracts", "check", "--format", "json"]
        ended = subprocess.run(command, cwd=root, env=dict(environment), capture_output=True, text=True, check=False)
        if ended.returncode not in (0, _BROKEN):
            told = (ended.stderr.strip().splitlines() or ["it did not say why"])[-1]
            raise ProofImpossible(f"The contracts can't be checked: {told}")
        try:
            return frozenset(_violations(json.loads(ended.stdout)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ProofImpossible(f"The contracts' answer can't be read: {error}") from error


def contracts_of(root: Path) -> Contracts:
    """Return the contracts of a project; none where it has no configuration of any, or none can be checked."""
    return ImpactContracts() if has_contracts(root) and _can_check() else NoContracts()


def has_contracts(root: Path) -> bool:
    """Whether a folder has a configuration that import-linter would read."""
    if (root / ".importlinter").is_file():
        return True
    try:
        pyproject = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
        if "importlinter" in pyproject.get("tool", {}):
            return True
    except (OSError, ValueError):
        pass  # a file that is not there, or that is not for us to judge, holds no contracts
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    try:
        parser.read(root / "setup.cfg", encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError):
        return False
    return parser.has_section("importlinter")


def _can_check() -> bool:
    from impact.cli import commands

    return any(Path(folder, "contracts.py").is_file() for folder in commands.__path__)


def _violations(answer: Any) -> list[str]:
    """Return a line for each violation, and one for a broken contract that names none."""
    lines: list[str] = []
    for contract in answer["contracts"]:
        violations = contract.get("violations") or []
        lines += [f"{contract['name']}: {_line(each)}" for each in violations]
        if not violations and contract.get("kept") is False:
            lines.append(f"{contract['name']}: {contract.get('error') or 'broken'}")
    return lines


def _line(violation: Any) -> str:
    if not isinstance(violation, dict):
        return str(violation)
    known = [str(violation[key]) for key in ("importer", "imported") if key in violation]
    return " -> ".join(known) if len(known) == 2 else json.dumps(violation, sort_keys=True)
