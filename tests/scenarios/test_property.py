"""No edit whose full run changes an outcome is ever missed, over projects and edits made at random."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from tests.scenarios.generated import Generated, edits, projects
from tests.scenarios.runner import Known, Runner, find_missed, learn
from tests.scenarios.scenario import write

EDITS = 4


@pytest.mark.odd
@settings(max_examples=20)
@given(project=projects(), draw=st.data())
def test_no_change_is_missed(runner: Runner, project: Generated, draw: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "project")
        root.mkdir()
        _write(root, {}, {"pytest.ini": "[pytest]\n", **project.files()})
        known: Known = defaultdict(set)
        first = runner.impacted(root, {}, ())
        assert first.code == 0, first.output
        learn(known, first)
        for _ in range(EDITS):
            before, project = project, draw.draw(edits(project))
            _write(root, before.files(), project.files())
            plain = runner.plain(root, {}, ())
            run = runner.impacted(root, {}, ("--impacted-explain",))
            learn(known, run)
            note(plain.output + run.output)
            assert not find_missed(plain, run, known)
            assert run.outcomes.items() <= plain.outcomes.items()


def _write(root: Path, before: dict[str, str], files: dict[str, str]) -> None:
    for name, content in files.items():
        if before.get(name) != content:
            note(f"# {name}\n{content}")
            write(root / name, content)
