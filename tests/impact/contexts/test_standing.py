"""A suite that was measured at a commit is taken only where the tree is that of the commit, new files included."""

from __future__ import annotations

from pathlib import Path

import pytest

from impact.contexts.errors import ContextsUnusable
from impact.contexts.standing import require_measured_tree
from tests.impact.sharing.checkouts import commit


def test_a_project_file_that_git_does_not_know_differs_from_the_commit(tmp_path: Path) -> None:
    root = tmp_path / "checkout"
    root.mkdir()
    (root / "lib.py").write_text("x = 1")
    commit(root, "first")
    data = root / ".coverage"
    for name in (".coverage", "conftest.py"):
        (root / name).write_text("")
    require_measured_tree(data, root, ["lib.py"], "HEAD")
    with pytest.raises(ContextsUnusable, match=r"conftest\.py differs from HEAD"):
        require_measured_tree(data, root, ["lib.py", "conftest.py"], "HEAD")
    commit(root, "second")
    require_measured_tree(data, root, ["lib.py", "conftest.py"], "HEAD")
