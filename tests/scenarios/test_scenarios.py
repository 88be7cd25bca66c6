"""Every scenario: whatever an edit changes is noticed, what it can't reach rests, and what is reported is true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios import (
    additions,
    classes,
    configuration,
    definitions,
    derivation,
    files_and_folders,
    history,
    kept_values,
    memos,
    module_level,
    packages,
    products,
    protocols,
    searches,
    settings,
    shared_work,
    spelled,
    unspelled,
)
from tests.scenarios.runner import Known, Runner, find_missed, learn
from tests.scenarios.scenario import Scenario, Step, apply

TABLES = (
    module_level,
    definitions,
    classes,
    derivation,
    additions,
    spelled,
    unspelled,
    protocols,
    kept_values,
    memos,
    settings,
    shared_work,
    files_and_folders,
    configuration,
    packages,
    products,
    searches,
    history,
)
SCENARIOS = [each for table in TABLES for each in table.SCENARIOS]
# What is wanting fails only where one process runs both tests: workers may share them out.
SHARED = [each for each in SCENARIOS if each.shared and each.name not in kept_values.WANTING]


def _parameters(scenarios: Iterable[Scenario]) -> list[Any]:
    """Return pytest's parameters for scenarios, by their names; one that does not hold yet tells when it does."""
    wanting = pytest.mark.xfail(reason="only globals and plain memos are followed, until the rest is cheap")
    halves = cycle((pytest.mark.odd, pytest.mark.even))
    return [
        pytest.param(each, id=each.name, marks=[half, *([wanting] if each.name in kept_values.WANTING else [])])
        for each, half in zip(scenarios, halves, strict=False)
    ]


@pytest.mark.parametrize("scenario", _parameters(SCENARIOS))
def test_scenario(scenario: Scenario, runner: Runner, tmp_path: Path) -> None:
    _play(scenario, runner, tmp_path, ())


@pytest.mark.parametrize("scenario", _parameters(SHARED))
def test_scenario_with_workers(scenario: Scenario, runner: Runner, tmp_path: Path) -> None:
    _play(scenario, runner, tmp_path, ("-n2",))


def test_names_are_unique() -> None:
    names = [each.name for each in SCENARIOS]
    assert sorted(names) == sorted(set(names))


def _play(scenario: Scenario, runner: Runner, tmp_path: Path, spread: tuple[str, ...]) -> None:
    """Record; then for each step edit, and compare a run of the impacted tests with one of all."""
    root = tmp_path / "project"
    root.mkdir()
    apply(root, {"pytest.ini": "[pytest]\n", **scenario.files})
    environment = {name: value.format(outside=tmp_path / "outside") for name, value in scenario.environment.items()}
    recorded = runner.impacted(root, environment, (*scenario.arguments, *spread))
    plain = runner.plain(root, environment, scenario.arguments)
    assert recorded.outcomes == plain.outcomes, recorded.output
    known: Known = defaultdict(set)
    learn(known, recorded)
    for step in scenario.steps:
        apply(root, step.edit)
        for name, value in step.environment.items():
            if value is None:
                del environment[name]
            else:
                environment[name] = value.format(outside=tmp_path / "outside")
        if step.runs:
            run_step(step, runner, root, environment, (*scenario.arguments, *step.arguments), known)


def run_step(
    step: Step, runner: Runner, root: Path, environment: dict[str, str], arguments: tuple[str, ...], known: Known
) -> None:
    """Run all tests, the impacted ones, and then what is left."""
    plain = runner.plain(root, environment, arguments)
    run = runner.impacted(root, environment, (*arguments, "--impacted-explain"))
    told = f"plain:\n{plain.output}\nimpacted:\n{run.output}"
    missed = find_missed(plain, run, known)
    assert not missed, f"missed {missed}\n{told}"
    assert run.outcomes.items() <= plain.outcomes.items(), f"reported something else\n{told}"
    must = set(step.must.split())
    assert must <= run.ran, f"did not run {sorted(must - run.ran)}\n{told}"
    resting = plain.ran - must if step.rests == "*" else set(step.rests.split())
    assert not resting & run.ran, f"ran {sorted(resting & run.ran)}\n{told}"
    learn(known, run)
    again = runner.impacted(root, environment, (*arguments, "--impacted-explain"))
    assert again.ran == plain.failed, f"ran again {sorted(again.ran ^ plain.failed)}\nimpacted:\n{again.output}"
