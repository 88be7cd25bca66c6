"""`impact map` says what is in the map, or in one line why it can't."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from impact.cli import commands, main
from impact.cli.place import find_map
from impact.cli.registry import collect
from impact.cli.sizes import readable_size
from impact.map.writer import MapWriter
from tests.impact.map.samples import batch, claim, record


@pytest.fixture
def project(tmp_path: Path) -> Path:
    with MapWriter(tmp_path / ".impact" / "map.db") as writer:
        writer.write(batch(record("one", claim(f="1")), record("two", claim(f="1"))))
    return tmp_path


def test_figures(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "--map", str(project / ".impact")]) == 0
    out = capsys.readouterr().out
    assert "tests: 2\n" in out
    assert "environment: python 3.11, platform linux: 2 records\n" in out


def test_figures_as_json(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "--json", "--map", str(project / ".impact" / "map.db")]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["records"] == 2
    assert figures["dependencies"] == {"source": 1}
    assert figures["environments"] == [{"facts": [["python", "3.11"], ["platform", "linux"]], "records": 2}]


def test_the_nearest_map_upwards_is_meant(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    below = project / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert main(["map"]) == 0
    assert str(project / ".impact" / "map.db") in capsys.readouterr().out
    assert find_map(None, below) == project / ".impact" / "map.db"


def test_no_map_is_one_line_and_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "--map", str(tmp_path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("impact: There is no impact map at ")
    assert captured.err.count("\n") == 1


def test_a_damaged_page_is_found(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project / ".impact" / "map.db"
    content = bytearray(path.read_bytes())
    content[3 * 4096 : 5 * 4096] = b"\xff" * 2 * 4096
    path.write_bytes(content)
    assert main(["map", "--map", str(path)]) == 2
    assert "damaged" in capsys.readouterr().err


def test_every_command_on_the_shelf_has_a_summary() -> None:
    found = list(collect(commands))
    assert "map" in {command.name for command in found}
    assert all(command.summary.endswith(".") for command in found)


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (2_000_000, "2.0 MB"), (3_000_000_000, "3.0 GB")]
)
def test_sizes(size: int, text: str) -> None:
    assert readable_size(size) == text
