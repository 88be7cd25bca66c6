"""General rules that any selection must keep, after RTSCheck (Zhu et al., ICSE 2019), on projects made at random."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scenarios.generated import Generated, edits, projects
from tests.scenarios.runner import Run, Runner
from tests.scenarios.scenario import write


class _Project:
    """A project in a folder, and its runs."""

    def __init__(self, runner: Runner, root: Path) -> None:
        self._runner, self._root = runner, root
        root.mkdir()

    def write(self, files: dict[str, str]) -> None:
        """Write all files anew, whether they changed or not."""
        for name, content in {"pytest.ini": "[pytest]\n", **files}.items():
            write(self._root / name, content)

    def forget(self) -> None:
        """Remove the map."""
        shutil.rmtree(self._root / ".impact")

    def everything(self) -> Run:
        """Run all tests, without us."""
        return self._runner.plain(self._root, {}, ())

    def impacted(self, *arguments: str) -> Run:
        """Run the impacted tests."""
        return self._runner.impacted(self._root, {}, arguments)

    def shown(self) -> Run:
        """Run the impacted tests, and record nothing."""
        return self._runner.impacted(self._root, {}, (), option="--impacted-no-record")


@settings(max_examples=5)
@given(project=projects(), draw=st.data())
def test_rules(runner: Runner, project: Generated, draw: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ours = _Project(runner, Path(folder, "project"))
        ours.write(project.files())
        every = ours.everything().ran
        assert ours.impacted().ran == every, "the first run runs everything"
        assert ours.impacted().ran == set(), "nothing runs where nothing changed"
        ours.write(project.files())
        assert ours.impacted().ran == set(), "nothing runs where files were written anew as they were"

        edited = draw.draw(edits(project))
        ours.write(edited.files())
        full, one, two = ours.everything(), ours.shown(), ours.shown()
        assert one.outcomes == two.outcomes, "the same selection comes of the same map and the same tree"
        assert one.ran <= full.ran, "what is selected is there"
        assert one.outcomes.items() <= full.outcomes.items(), "what is selected ends as it does in a full run"
        assert full.failed <= one.ran, "what an edit breaks is selected"

        ours.write(project.files())
        assert ours.impacted().ran == set(), "an edit that was undone was none"
        ours.forget()
        assert ours.impacted().ran == every, "without its map, a run is a first one"
