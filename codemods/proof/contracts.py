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

_ANSWERED = (0, 1, 2)
"""Exit codes with which there may be an answer: all hold, some are broken, some can't be judged."""


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
        if ended.returncode not in _ANSWERED or not ended.stdout.strip():
            raise ProofImpossible(f"The contracts can't be checked: {_last_line(ended.stderr)}")
        try:
            answer = json.loads(ended.stdout)
            if answer["error"] and not answer["contracts"]:
                raise ProofImpossible(f"The contracts can't be checked: {answer['error']}")
            return frozenset(_violations(answer))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ProofImpossible(f"The contracts' answer can't be read: {error}") from error


def _last_line(told: str) -> str:
    return (told.strip().splitlines() or ["it did not say why"])[-1]


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
    """Return a line for each violation, and one for a contract without any that is broken or can't be judged."""
    lines: list[str] = []
    for contract in answer["contracts"]:
        found = [each for violation in contract.get("violations") or [] for each in _lines(violation)]
        found += [f"{module} is not declared" for module in contract.get("undeclared") or []]
        if not found and not contract.get("kept"):
            found = [contract.get("error") or "broken"]
        lines += (f"{contract['name']}: {each}" for each in found)
    return lines


def _lines(violation: Any) -> list[str]:
    """Return a line for each module that begins a violation, as one pair of packages may be violated by several.

    The rest of a chain is not told: a violation that was there may lead through a module with another name now. Of
    siblings in a circle, each import to remove is a line.
    """
    importer, imported, package = (violation.get(key) for key in ("importer", "imported", "package"))
    chains = violation["chains"]
    if package:
        return [f"circle in {package}: {' -> '.join(chain)}" for chain in chains]
    if not importer:
        return sorted({f"{chain[0]} -> {imported}" for chain in chains})
    line = f"{importer} -> {imported}"
    return sorted({line if chain[0] == importer else f"{line}, by {chain[0]}" for chain in chains})
