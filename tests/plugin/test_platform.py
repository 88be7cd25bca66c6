"""Whoever asks for the platform starts `uname`, which reads nothing of the project; each worker of xdist does so."""

from __future__ import annotations

import pytest

from tests.plugin.project import Project


@pytest.mark.parametrize("spread", [(), ("-n", "2")], ids=["alone", "workers"])
def test_asking_for_the_platform_is_no_dependency(project: Project, spread: tuple[str, ...]) -> None:
    project.write(
        {
            "lib.py": "def f(): return 1\n",
            "test_lib.py": "import lib\n\ndef test_lib(): assert lib.f()\n",
            "test_platform.py": "import platform\n\ndef test_platform(): assert platform.platform()\n",
        }
    )
    project.impacted(*spread)
    project.replace("lib.py", "return 1", "return 2")
    assert project.impacted().ran == {"test_lib"}
