"""Output is the same whatever the seed of the hash, and whatever was kept; formats tell all that was found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from impact.cli import main
from tests.impact.contracts.judge import standing_in
from tests.impact.contracts.shop import write_files

CONFIG = """
[importlinter]
root_package = shop
include_external_packages = True
[importlinter:contract:floors]
name = Floors: high, low
type = layers
layers =
    shop.high
    shop.low
[importlinter:contract:circles]
name = Circles
type = acyclic_siblings
ancestors = shop
[importlinter:contract:bad]
name = Bad
type = layers
layers = shop.absent
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Many chains of the same length, of which the first by name must always be told."""
    middle = [f"shop/mid/m{number}.py" for number in range(6)]
    files = {name: "from shop.high import " + ", ".join(f"h{n}" for n in range(6)) for name in middle}
    files |= {f"shop/high/h{number}.py": "" for number in range(6)}
    files |= {f"shop/low/l{n}.py": "".join(f"import shop.mid.m{k}\n" for k in range(6)) for n in range(6)}
    (tmp_path / ".importlinter").write_text(CONFIG)
    return write_files(tmp_path, files)


def output(shop: Path, seed: str, *options: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, "-m", "impact.cli", "contracts", "check", "--format", "json", *options]
    return subprocess.run(command, cwd=shop, env=environment, capture_output=True, text=True).stdout


def test_seeds_and_what_is_kept_change_nothing(shop: Path) -> None:
    fresh = output(shop, "1", "--no-cache")
    assert json.loads(fresh)["contracts"][0]["violations"][0]["chains"][0] == [
        "shop.low.l0",
        "shop.mid.m0",
        "shop.high.h0",
    ]
    assert {output(shop, seed) for seed in ("2", "3")} == {fresh}  # the second from what the first kept
    (shop / "shop/low/l0.py").touch()
    assert output(shop, "4") == fresh


@pytest.mark.parametrize("damage", [b"", b"1\n", b"1\n{}\n[]\n", b"\xff\xff", b"[" * 10_000, b'1\n{"shop.low.l0": 3}'])
def test_damaged_files_of_what_was_kept_are_as_good_as_absent(shop: Path, damage: bytes) -> None:
    fresh = output(shop, "1", "--no-cache")
    output(shop, "1")
    kept = list((shop / ".impact" / "contracts").glob("*.json"))
    assert kept
    for path in kept:
        path.write_bytes(damage)
    assert output(shop, "1") == fresh


@pytest.mark.parametrize("change", ["edit", "add", "remove", "break"])
def test_a_change_is_seen_through_what_was_kept(shop: Path, change: str) -> None:
    output(shop, "1")
    if change == "edit":
        (shop / "shop/low/l0.py").write_text("import shop.high.h5\n")
    elif change == "add":
        (shop / "shop/low/new.py").write_text("import shop.high.h5, shop.high.h6\n")
        (shop / "shop/high/h6.py").write_text("")
    elif change == "remove":
        (shop / "shop/high/h0.py").unlink()
    else:
        (shop / "shop/low/l1.py").write_text("def (:\n")
    assert output(shop, "1") == output(shop, "1", "--no-cache")


def test_sarif_and_github_point_at_the_import(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with standing_in(shop):
        assert main(["contracts", "check", "--format", "sarif"]) == 2
        (run,) = json.loads(capsys.readouterr().out)["runs"]
        assert main(["contracts", "check", "--format", "github"]) == 2
        lines = capsys.readouterr().out.splitlines()
    floors = [result for result in run["results"] if result["ruleId"] == "floors"]
    place = floors[0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "shop/low/l0.py"}, "region": {"startLine": 1}}
    assert len({result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in floors}) == 6
    assert run["invocations"][0]["executionSuccessful"] is False
    assert "shop.absent" in run["invocations"][0]["toolConfigurationNotifications"][0]["message"]["text"]
    assert lines[0].startswith(
        "::error file=shop/low/l0.py,line=1,title=Floors%3A high%2C low::shop.low may not import"
    )
    assert any(line.startswith("::error file=.importlinter,title=Bad::can't be judged") for line in lines)
