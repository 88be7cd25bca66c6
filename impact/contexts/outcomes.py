"""How tests ended, which coverage does not know: from pytest's JUnit file."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from impact.contexts.errors import ContextsUnusable
from impact.model import Outcome


@dataclass(frozen=True, slots=True)
class Ended:
    """How a test ended, and how many seconds it took."""

    outcome: Outcome
    seconds: float


def all_passed(nodeids: Iterable[str]) -> dict[str, Ended]:
    """Return what somebody says who saw the whole suite pass."""
    return dict.fromkeys(nodeids, Ended(Outcome.PASSED, 0.0))


def read_junit(path: Path, nodeids: Iterable[str]) -> dict[str, Ended]:
    """Return how these tests ended, those left out that the file does not name, or names twice.

    :raises ContextsUnusable: if it is no JUnit file.
    """
    found: dict[tuple[str, str], Ended | None] = {}
    try:
        for case in ElementTree.parse(path).iter("testcase"):
            key = case.get("classname") or "", case.get("name") or ""
            found[key] = None if key in found else Ended(_outcome(case), float(case.get("time") or 0))
    except (OSError, ElementTree.ParseError, ValueError) as error:
        raise ContextsUnusable(path, f"it is no JUnit file ({error}).") from error
    ended = {nodeid: found.get(junit_name(nodeid)) for nodeid in nodeids}
    return {nodeid: each for nodeid, each in ended.items() if each is not None}


def junit_name(nodeid: str) -> tuple[str, str]:
    """Return class name and name that pytest's JUnit file has for a test."""
    path, bracket, parameters = nodeid.partition("[")
    names = path.split("::")
    names[0] = names[0].replace("/", ".").removesuffix(".py")
    return ".".join(names[:-1]), names[-1] + bracket + parameters


def _outcome(case: ElementTree.Element) -> Outcome:
    kinds = {child.tag for child in case}
    if kinds & {"failure", "error"}:
        return Outcome.FAILED
    return Outcome.SKIPPED if "skipped" in kinds else Outcome.PASSED
