"""Contracts in a proof: where a project has some, what their answer says, and that a new violation is left out."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from codemods.errors import ProofImpossible
from codemods.model import Edit
from codemods.plans.model import Plan
from codemods.proof.contracts import ImpactContracts, has_contracts
from codemods.proof.proving import Question, prove
from tests.plugin.project import Project


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        (".importlinter", "", True),
        ("setup.cfg", "[importlinter]\nroot_package = a\n", True),
        ("setup.cfg", "[other]\n", False),
        ("setup.cfg", "no ini file", False),
        ("pyproject.toml", "[tool.importlinter]\n", True),
        ("pyproject.toml", "no toml", False),
        ("nothing", "", False),
    ],
)
def test_where_there_are_contracts(tmp_path: Path, name: str, text: str, wanted: bool) -> None:
    (tmp_path / name).write_text(text)
    assert has_contracts(tmp_path) is wanted


def answered(monkeypatch: pytest.MonkeyPatch, code: int, output: str, errors: str = "") -> frozenset[str]:
    ended = subprocess.CompletedProcess[str]([], code, output, errors)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: ended)
    return ImpactContracts().broken(Path(), {})


def test_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    contracts = [
        {
            "name": "layers",
            "kept": False,
            "violations": [{"importer": "a.b", "imported": "c", "chains": [["a.b", "c"]]}],
        },
        {"name": "own", "kept": False, "violations": []},
        {"name": "kept", "kept": True, "violations": []},
    ]
    told = answered(monkeypatch, 1, json.dumps({"error": None, "contracts": contracts}))
    assert told == {"layers: a.b -> c", "own: broken"}


def test_every_module_that_begins_a_violation_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    layers = {"importer": "a", "imported": "c", "package": None, "chains": [["a", "b", "c.x"], ["a.d", "c.y"]]}
    protected = {"importer": None, "imported": "p", "package": None, "chains": [["m", "p.x"], ["n", "p"]]}
    circle = {"importer": None, "imported": None, "package": "q", "chains": [["q.a", "q.b"], ["q.c", "q.d"]]}
    contracts = [
        {"name": "one", "kept": False, "violations": [layers, protected, circle], "undeclared": ["a.new"]},
    ]
    assert answered(monkeypatch, 1, json.dumps({"error": None, "contracts": contracts})) == {
        "one: a -> c",
        "one: a -> c, by a.d",
        "one: m -> p",
        "one: n -> p",
        "one: circle in q: q.a -> q.b",
        "one: circle in q: q.c -> q.d",
        "one: a.new is not declared",
    }


def test_a_contract_that_cannot_be_judged_is_told_and_the_others_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    contracts = [
        {"name": "wrong", "kept": None, "error": "there is no a.z", "violations": []},
        {"name": "layers", "kept": False, "violations": [{"importer": "a", "imported": "c", "chains": [["a", "c"]]}]},
    ]
    told = answered(monkeypatch, 2, json.dumps({"error": None, "contracts": contracts}))
    assert told == {"wrong: there is no a.z", "layers: a -> c"}


@pytest.mark.parametrize(
    ("code", "output", "errors", "told"),
    [
        (2, "", "impact: no root package\n", "no root package"),
        (2, '{"error": "no root package", "contracts": []}', "", "no root package"),
        (3, "{}", "impact: nothing works\n", "nothing works"),
        (0, "nonsense", "", "can't be read"),
        (0, "[]", "", "read"),
    ],
)
def test_no_answer(monkeypatch: pytest.MonkeyPatch, code: int, output: str, errors: str, told: str) -> None:
    with pytest.raises(ProofImpossible, match=told):
        answered(monkeypatch, code, output, errors)


class NobodyImportsOther:
    """A contract that reads the files by itself."""

    def broken(self, root: Path, environment: Mapping[str, str]) -> frozenset[str]:
        """Return a line for each file that imports `other`."""
        return frozenset(f"{path.name} -> other" for path in root.glob("*.py") if "import other" in path.read_text())


def test_what_breaks_a_contract_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project(tmp_path / "project")
    names = [f"m{number}.py" for number in range(4)]
    project.write(
        {
            **dict.fromkeys(names, "import json\n"),
            "old.py": "import other\n",
            "other.py": "",
            "test_one.py": "import m0, m1, m2, m3\n\ndef test_one():\n    pass\n",
            "pytest.ini": "[pytest]\n",
        }
    )
    for name, value in project.variables().items():
        monkeypatch.setenv(name, value)
    edits = {name: (Edit(7, 11, "other" if name == "m2.py" else "math"),) for name in names}
    arguments = ("-p", "xdist", "-p", "pytest_openedx.plugin")
    question = Question(project.root, project.root, Plan(edits=edits), arguments)
    proof = prove(question, lambda _: None, lambda _: NobodyImportsOther())
    assert [(each.piece.path, each.trouble.contracts) for each in proof.guilty] == [("m2.py", ("m2.py -> other",))]
    assert sorted(proof.kept.edits) == ["m0.py", "m1.py", "m3.py"]
    assert proof.contracts_judged


def test_real_contracts_one_broken_before_and_one_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project(tmp_path / "project")
    project.write(
        {
            "shop/__init__.py": "",
            "shop/high.py": "",
            "shop/other.py": "",
            "shop/low/__init__.py": "",
            "shop/low/before.py": "import shop.high\n",
            "shop/low/guilty.py": "import shop.other\n",
            "shop/free.py": "import shop.other\n",
            "test_one.py": "import shop.low.before, shop.low.guilty, shop.free\n\ndef test_one():\n    pass\n",
            "pytest.ini": "[pytest]\n",
            ".importlinter": "[importlinter]\nroot_package = shop\n"
            "[importlinter:contract:one]\nname = one\ntype = layers\nlayers =\n    shop.high\n    shop.low\n"
            "[importlinter:contract:two]\nname = two\ntype = forbidden\nsource_modules = shop.nobody\n"
            "forbidden_modules = shop.high\n",
        }
    )
    for name, value in project.variables().items():
        monkeypatch.setenv(name, value)
    edits = {name: (Edit(12, 17, "high"),) for name in ("shop/low/guilty.py", "shop/free.py")}
    arguments = ("-p", "xdist", "-p", "pytest_openedx.plugin")
    proof = prove(Question(project.root, project.root, Plan(edits=edits), arguments), lambda _: None)
    assert [(each.piece.path, each.trouble.contracts) for each in proof.guilty] == [
        ("shop/low/guilty.py", ("one: shop.low -> shop.high, by shop.low.guilty",))
    ]
    assert sorted(proof.kept.edits) == ["shop/free.py"]
