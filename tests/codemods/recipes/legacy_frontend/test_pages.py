"""Pages with their state, by what evidence, and the inventory as a command tells it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest

from codemods.cli import main
from codemods.inventory.owners import Owners
from codemods.recipes.legacy_frontend.pages import Page, find_pages
from tests.codemods.recipes.legacy_frontend.shop import FILES, open_shop, write


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    frontend = open_shop(tmp_path_factory.mktemp("shop"))
    found = find_pages(frontend, Owners(["/shop/views.py @shop-team"]))
    return {page.name.rpartition("::")[2]: page for page in found}


def test_states(pages: dict[str, Page]) -> None:
    states = {name: page.state.value for name, page in pages.items()}
    assert states.pop("shop/urls.py:10 account/") == "REDIRECT"
    assert states == {
        "index": "LEGACY",
        "LoginView": "LEGACY",
        "static_page": "LEGACY",
        "old": "LEGACY",
        "order": "MFE",
    }


def test_a_page_tells_what_is_its_own(pages: dict[str, Page]) -> None:
    old = pages["old"]
    own = {"shop/templates/old.html", "shop/templates/older.html", "shop/templates/parts/only_older.html"}
    assert own <= set(old.files)
    assert "shop/templates/order.html" not in old.files
    assert old.lines == sum(FILES[path].lstrip("\n").count("\n") + 1 for path in old.files)
    assert old.toggles == ("FEATURES['OLD_SHOP']",)
    assert old.owner == "@shop-team"
    assert old.urls == ("old/",)


def test_a_page_tells_evidence_technologies_and_strings(pages: dict[str, Page]) -> None:
    assert pages["order"].evidence == "redirects to settings.ORDER_MICROFRONTEND_URL (shop/views.py:26)"
    assert pages["LoginView"].technologies == ("django", "javascript")
    assert pages["LoginView"].strings == 1
    assert pages["index"].strings == 2
    assert {"mako", "underscore", "requirejs"} <= set(pages["index"].technologies)


def test_the_command_tells_json_csv_and_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(write(tmp_path))
    assert main(["inventory", "legacy-frontend", ".", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {page["state"] for page in told} == {"LEGACY", "MFE", "REDIRECT"}
    assert main(["inventory", "legacy-frontend", "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["page"] for row in rows] == [page["name"] for page in told]
    assert main(["inventory", "legacy-frontend"]) == 0
    shown = capsys.readouterr().out
    assert "pages: 6 (LEGACY 4, MFE 1, REDIRECT 1, REMOVED 0)" in shown
    assert "render calls: 6 (exact 6, pattern 0, dynamic 0)" in shown


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b")
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def test_burndown_and_what_was_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(write(tmp_path))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    urls = tmp_path / "shop" / "urls.py"
    urls.write_text(urls.read_text().replace('    path("old/", "shop.views.old", name="old"),\n', ""))
    git(tmp_path, "commit", "-qam", "two")
    assert main(["inventory", "legacy-frontend", "--commits", "2", "--json", "--svg", "left.svg"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(point["LEGACY"], point["MFE"], point["REDIRECT"]) for point in told] == [(4, 1, 1), (3, 1, 1)]
    assert (tmp_path / "left.svg").read_text().startswith("<svg")
    assert main(["inventory", "legacy-frontend", "--since", "HEAD~1", "--json"]) == 0
    gone = [page for page in json.loads(capsys.readouterr().out) if page["state"] == "REMOVED"]
    assert [(page["name"], page["evidence"]) for page in gone] == [("shop/views.py::old", "it was there at HEAD~1")]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["inventory", "legacy-frontend", "nowhere/"], "There is nothing at nowhere"),
        (["inventory", "legacy-frontend", "empty"], "There is no template, script, style or Python file below empty"),
        (["inventory", "legacy-frontend", "empty", "--since", "HEAD"], "There is no template"),
        (["inventory", "legacy-frontend", "empty", "--commits", "2"], "is no git checkout"),
        (["inventory", "legacy-frontend", "--svg", "x"], "say --commits N or --months N"),
        (["inventory", "six-removal", "--html", "x"], "--html and --since are for legacy-frontend"),
        (["inventory", "structure", "--html", "x"], "The inventory of structure has no --html"),
        (["dead-frontend", "empty", "--allow", "none.toml"], "There is no template"),
    ],
)
def test_a_wrong_question_gets_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
