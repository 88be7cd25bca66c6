"""Which files are project code, whatever was asked before: answers are kept by folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from impact.recording.territory import Territory

PLACES = {
    "lib.py": "lib.py",
    "vendor/lib.py": "vendor/lib.py",
    "vendor/site-packages": None,
    "vendor/site-packages/lib.py": None,
    "vendor/site-packages/deep/lib.py": None,
    "vendor/dist-packages.zip": None,
    os.__file__: None,
    "../beside/lib.py": "../beside/lib.py",
}


@pytest.mark.parametrize("order", [1, -1], ids=["forwards", "backwards"])
def test_places(tmp_path: Path, order: int) -> None:
    territory = Territory(tmp_path / "project")
    for name, place in list(PLACES.items())[::order]:
        assert territory.place(os.path.join(territory.root, name)) == place, name


def test_a_linked_folder_of_installed_code_is_installed(tmp_path: Path) -> None:
    root = tmp_path / "project"
    (root / "site-packages").mkdir(parents=True)
    (root / "linked").symlink_to("site-packages")
    assert Territory(root).place(str(root / "linked" / "lib.py")) is None
