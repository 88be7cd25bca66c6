"""Every scenario: whatever an edit changes is noticed, what it can't reach rests, and what is reported is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios import module_level
from tests.scenarios.runner import Run, Runner
from tests.scenarios.scenario import Scenario, Step, apply

SCENARIOS = [*module_level.SCENARIOS]
SHARED = [each for each in SCENARIOS if each.shared]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.name)
def test_scenario(scenario: Scenario, runner: Runner, tmp_path: Path) -> None:
    _play(scenario, runner, tmp_path, ())


@pytest.mark.parametrize("scenario", SHARED, ids=lambda each: each.name)
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
    assert recorded.code in (0, 1), recorded.output
    before = runner.plain(root, environment, scenario.arguments)
    assert recorded.outcomes == before.outcomes, recorded.output
    for step in scenario.steps:
        before = _take(step, runner, root, environment, scenario.arguments, before)


def _take(
    step: Step, runner: Runner, root: Path, environment: dict[str, str], arguments: tuple[str, ...], before: Run
) -> Run:
    """Take one step; return what a run of all tests says then."""
    apply(root, step.edit)
    for name, value in step.environment.items():
        if value is None:
            del environment[name]
        else:
            environment[name] = value.format(outside=root.parent / "outside")
    if not step.runs:
        return before
    arguments = (*arguments, *step.arguments)
    after = runner.plain(root, environment, arguments)
    arguments = (*arguments, "--impacted-explain")
    run = runner.impacted(root, environment, arguments)
    told = f"plain:\n{after.output}\nimpacted:\n{run.output}"
    changed = {name for name, outcome in after.outcomes.items() if before.outcomes.get(name) != outcome}
    assert not changed - run.ran, f"missed {sorted(changed - run.ran)}\n{told}"
    assert not set(step.must.split()) - run.ran, f"did not run\n{told}"
    resting = after.ran - set(step.must.split()) if step.rests == "*" else set(step.rests.split())
    assert not resting & run.ran, f"ran {sorted(resting & run.ran)}\n{told}"
    assert run.outcomes.items() <= after.outcomes.items(), told
    again = runner.impacted(root, environment, arguments)
    assert not again.ran - after.failed, f"ran again\nimpacted:\n{again.output}"
    assert again.ran == after.failed, f"forgot a failure\nimpacted:\n{again.output}"
    return after
