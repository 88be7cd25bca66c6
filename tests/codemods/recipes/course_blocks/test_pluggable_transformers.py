"""`pluggable-transformers`: a project before and after, installed and run; what is left; the three files."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from codemods.cli import main
from tests.codemods.recipes.course_blocks.installing import (
    FILES,
    GROUP,
    SETUP_PY,
    declared,
    install,
    plug,
    project,
    served,
)

ACCESS, DRAFTS, DEPTH = (
    "campus.access_transformers",
    "campus.get_blocks_transformers",
    "campus.get_blocks_transformers_2",
)


def cases(number: int = 15) -> list[Any]:
    """Return courses, who looks at them, and what is asked for."""
    chance = random.Random(8)
    found = []
    for _ in range(number):
        children: dict[int, list[int]] = {}
        for block in range(1, chance.randint(2, 14)):
            children.setdefault(chance.randrange(block), []).append(block)
        kinds: list[dict[str, Any]] = [
            {},
            {"category": "library"},
            {"category": "split"},
            {"start": 4},
            {"staff_only": True},
        ]
        fields = {block: chance.choice(kinds) for block in range(14)}
        usage = {"staff": chance.random() < 0.3, "day": chance.randint(0, 6), "drawn": chance.sample(range(14), 6)}
        options = {"requested": ["type", "depth", "staff_only", "start"], "depth": chance.choice([None, 2])}
        found.append([[children, fields], usage, {**options, "drafts": chance.random() < 0.5}])
    return found


@pytest.mark.parametrize("file", FILES)
def test_a_project_serves_the_same(tmp_path: Path, file: str) -> None:
    before = project(tmp_path / "before", file)
    after = project(tmp_path / "after", file)
    install(before, "campus", declared(before / file))
    plug(after)
    groups = declared(after / file)
    install(after, "campus", groups)
    assert served(before, cases()) == served(after, cases())
    assert list(groups[ACCESS]) == ["library", "visibility", "start", "exam"]
    assert groups[ACCESS]["start"] == "campus.api:make_start"
    assert groups[DEPTH] == {"depth": "campus.api:make_depth"}
    assert groups[DRAFTS] == {"umbrella": "campus.tree:UmbrellaTransformer"}
    assert set(groups[GROUP]) == {*groups[ACCESS], "umbrella", "depth", "extra_fields"}
    assert groups["campus.other"] == {"a": "campus.api:get_blocks"} if file != "pyproject.toml" else True
    lines = iter((after / file).read_text().splitlines())
    assert all(line in lines for line in FILES[file].splitlines())  # in their order


def test_what_others_add_comes_after_those_in_order(tmp_path: Path) -> None:
    folder = project(tmp_path / "a", "setup.py")
    plug(folder)
    install(folder, "campus", declared(folder / "setup.py"))
    (folder / "other.py").write_text(
        "from campus.access import GateTransformer\n\ndef gate(**given):\n    return GateTransformer()\n\n"
        "def field(field_type):\n    return field_type('gate')\n"
    )
    course = [{0: [1, 2]}, {0: {}, 1: {"gate": "locked"}, 2: {}}]
    usage = {"staff": False, "day": 1, "drawn": []}
    asked = [[course, usage, {"requested": ["gate", "note"]}]]
    assert served(folder, asked) == [[[key, {"children": [1, 2] * (not key), "note": f"of {key}"}] for key in range(3)]]
    install(folder, "other", {ACCESS: {"a_gate": "other:gate"}, "campus.supported_fields": {"gate": "other:field"}})
    assert served(folder, asked) == [
        [[0, {"children": [2], "note": "of 0", "gate": None}], [2, {"children": [], "note": "of 2", "gate": None}]]
    ]


def test_a_second_run_and_a_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project(tmp_path / "a", "setup.cfg")
    arguments = ["run", "pluggable-transformers", str(folder), "--check", "--set", f"group={GROUP}"]
    assert main(arguments) == 1
    plug(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert main(arguments) == 0
    plug(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert "places left alone: 0" in capsys.readouterr().out


def test_the_text_of_a_list(tmp_path: Path) -> None:
    folder = project(tmp_path / "a", "pyproject.toml")
    plug(folder)
    text = (folder / "campus/api.py").read_text()
    assert "from .tree import DepthTransformer\n" in text
    assert (
        """

def make_start(**given):
    \"\"\"
    Make the transformer start.
    \"\"\"
    return access.StartTransformer(
        grace=1,
    )


# Who sees what: in this order.
ACCESS_TRANSFORMERS = """
        in text
    )
    assert (
        """ACCESS_TRANSFORMERS = plugged_transformers("campus.access_transformers", [
    "library",
    "visibility",  # for staff, too
    # a day of grace
    "start",
    "exam",
])
"""
        in text
    )
    assert 'transformers += plugged_transformers("campus.get_blocks_transformers_2", ["depth"], depth=depth)\n' in text
    assert "UmbrellaTransformer" not in text
    fields = (folder / "campus/fields.py").read_text()
    assert '"depth",\n    # told to everybody\n    "staff_only",\n' in fields
    assert "import VisibilityTransformer" not in fields


HEAD = "from .access import VisibilityTransformer, GateTransformer\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("L = [VisibilityTransformer(), other]\n", "L: not everything in this list"),
        ("L = [*M, VisibilityTransformer()]\n", "L: not everything in this list"),
        ("L = VisibilityTransformer(), GateTransformer()\n", "tuple without parentheses"),
        ("async def f():\n    return [VisibilityTransformer(await x)]\n", "no factory can do"),
        (
            "class Odd(VisibilityTransformer):\n    @classmethod\n    def name(cls):\n        return 'a' + 'b'\n"
            "L = [Odd()]\n",
            "not written out",
        ),
    ],
)
def test_lists_that_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, reason: str) -> None:
    folder = project(tmp_path / "a", "setup.py")
    (folder / "campus/more.py").write_text(HEAD + text)
    plug(folder)
    assert (folder / "campus/more.py").read_text() == HEAD + text
    [told] = [line for line in capsys.readouterr().out.splitlines() if "campus/more.py:" in line]
    assert reason in told


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("from setuptools import setup\nsetup(entry_points=read())\n", "no dictionary that is written out"),
        ("from setuptools import setup\nsetup(entry_points={'campus.access_transformers': x})\n", "are no list"),
        ("print(1)\n", "declares a project"),
        (
            SETUP_PY.replace("library = campus.access:L", "visibility = campus.access:L"),
            "has an entry point visibility already",
        ),
    ],
)
def test_declarations_that_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, reason: str) -> None:
    folder = project(tmp_path / "a", "setup.py", text)
    before = (folder / "campus/api.py").read_text()
    plug(folder)
    told = capsys.readouterr().out
    assert reason in told
    assert "ACCESS_TRANSFORMERS = [" in before
    assert "ACCESS_TRANSFORMERS = [" in (folder / "campus/api.py").read_text()
    assert "access_transformers" not in (folder / "setup.py").read_text().replace("campus.access_transformers': x", "")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("setup.py", "from setuptools import setup\nsetup(name='campus')\n"),
        ("setup.py", "import setuptools\nsetuptools.setup(\n    name='campus'\n)\n"),
        ("setup.py", "from setuptools import setup\nE = {'a': ['b = c:d']}\nsetup(entry_points=E)\n"),
        ("setup.py", "from setuptools import setup\nsetup(entry_points={'campus.block_structure_transformer': []})\n"),
        (
            "setup.py",
            "from setuptools import setup\nsetup(\n    entry_points={\n"
            "        'a': (\n            'b = c:d',\n        )\n    }\n)\n",
        ),
        ("setup.cfg", "[options]\npackages = campus"),
        ("setup.cfg", "[options]\n[options.entry_points]\n[other]\na = 1\n"),
        (
            "setup.cfg",
            "[options.entry_points]\ncampus.block_structure_transformer = library = campus.access:LibraryTransformer\n",
        ),
        ("pyproject.toml", "[project]\nname = 'campus'"),
        (
            "pyproject.toml",
            "[project]\nname = 'campus'\n[project.entry-points]\n"
            "[project.entry-points.'campus.block_structure_transformer']\n[tool.x]\n",
        ),
    ],
)
def test_forms_of_declarations(tmp_path: Path, file: str, text: str) -> None:
    folder = project(tmp_path / "a", file, text)
    plug(folder)
    groups = declared(folder / file)
    assert list(groups[ACCESS]) == ["library", "visibility", "start", "exam"]
    assert groups[GROUP]["library"] == "campus.access:LibraryTransformer"
