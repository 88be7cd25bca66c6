"""What recorded tests read: a real run of pytest records it, and it speaks for a template."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from codemods.cli import main
from codemods.recipes.legacy_frontend.evidence import read_by_tests
from codemods.recipes.legacy_frontend.evidence import tests_using as using_tests
from impact.errors import MapError

FILES = {
    "app/templates/rendered.html": "${1}",
    "app/templates/dead.html": "${1}",
    "app/views.py": """
def show(name):
    with open("/".join(["app", "templates", name]) + "." + "html") as file:
        return file.read()
""",
    "app/__init__.py": "",
    "test_show.py": "from app.views import show\ndef test_show():\n    assert show('ren' + 'dered')\n",
}


def test_a_recorded_template_is_never_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    assert read_by_tests(tmp_path) == {}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--impacted-record"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert read_by_tests(tmp_path)["app/templates/rendered.html"] == "test_show.py::test_show"
    assert using_tests(tmp_path, None, [], [("app/views.py", "show")]) == ["test_show.py::test_show"]
    assert using_tests(tmp_path, None, ["app/templates/dead.html"], []) == []
    assert main(["dead-frontend"]) == 0
    told = capsys.readouterr().out
    assert "dead: template app/templates/dead.html\n" in told
    assert "read by a recorded test: template app/templates/rendered.html\n" in told


def test_a_map_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MapError):
        read_by_tests(tmp_path, tmp_path / "none" / "map.db")
