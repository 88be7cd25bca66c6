"""`pluggable-transformers`: a project before and after, installed and run; what is left; the three files."""

from __future__ import annotations

import random
import textwrap
from pathlib import Path
from typing import Any

import pytest

import codemods
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


@pytest.fixture(scope="module")
def served_before(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the project serves as it is."""
    before = project(tmp_path_factory.mktemp("served") / "before", "setup.py")
    install(before, "campus", declared(before / "setup.py"))
    return served(before, cases())


@pytest.mark.parametrize("file", FILES)
def test_a_project_serves_the_same(tmp_path: Path, served_before: Any, file: str) -> None:
    after = project(tmp_path / "after", file)
    plug(after)
    groups = declared(after / file)
    install(after, "campus", groups)
    assert served(after, cases()) == served_before
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
        ("def f(group):\n    return [GateTransformer(group)]\n", "a parameter of that name"),
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
        ("from setuptools import setup\nsetup(entry_points={'a': [], **more})\n", "not all written out"),
        ("from setuptools import setup\nsetup(entry_points={GROUP: []})\n", "not all written out"),
        ("from setuptools import setup\nsetup(entry_points={'campus.access_transformers': [x]})\n", "not all written"),
        ("from setuptools import setup\nsetup(**given)\n", "given by ** may hold"),
        ("from setuptools import setup\nE = {}\nE['a'] = []\nsetup(entry_points=E)\n", "E is changed after it is made"),
        ("from setuptools import setup\nE = {}\nE.update(more)\nsetup(entry_points=E)\n", "E is changed after"),
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
    assert "access_transformers" not in (folder / "setup.py").read_text().replace("campus.access_transformers': ", "")


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("setup.cfg", "[options]\nentry_points = file: points.txt\n", "given in the section options"),
        ("pyproject.toml", "[project]\nname = 'campus'\nentry-points = {a = {b = 'c:d'}}\n", "none can be added"),
        (
            "pyproject.toml",
            f'[project]\nname = "campus"\n[project.entry-points."{GROUP}"]\na = "b:c"\nd = """\n[x]\n"""\n',
            "none can be added",
        ),
    ],
)
def test_other_files_that_stay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, text: str, reason: str
) -> None:
    folder = project(tmp_path / "a", file, text)
    before = (folder / "campus/api.py").read_text()
    plug(folder)
    told = capsys.readouterr().out
    assert reason in told
    assert (folder / "campus/api.py").read_text() == before
    # Fields have a group of their own, which such a file may take; what has further ones collected is then missing.
    assert ("supported_fields" in (folder / file).read_text()) == ("nothing collects the fields of" in told)
    assert not (folder / "campus/extra_fields.py").exists()


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


def test_the_docstring(tmp_path: Path) -> None:
    """What the codemod's docstring shows is what it does."""
    doc = (Path(codemods.__file__).parent / "catalogue/pluggable_transformers.py").read_text().split('"""')[1]
    ends = (("Before::\n\n", "\nAfter, with"), ("setup.py``::\n\n", "\nIt looks at"))
    before, after = (textwrap.dedent(doc.split(begin)[1].split(end)[0]) for begin, end in ends)
    framework, blocks = "openedx/core/lib/block_structure", "lms/djangoapps/course_blocks/transformers"
    classes = {"start_date": "StartDateTransformer", "visibility": "VisibilityTransformer"}
    files = {f"{framework}/transformer.py": "class BlockStructureTransformer:\n    VERSION = 0\n", "lms/a.py": before}
    for name, found in classes.items():
        base = "from openedx.core.lib.block_structure.transformer import BlockStructureTransformer\n\n"
        method = f"    @classmethod\n    def name(cls):\n        return '{name}'\n"
        files[f"{blocks}/{name}.py"] = f"{base}class {found}(BlockStructureTransformer):\n{method}"
    for path, text in [*files.items(), ("setup.cfg", "[options]\n")]:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        for folder in file.relative_to(tmp_path).parents[:-1]:
            (tmp_path / folder / "__init__.py").touch()
    assert main(["run", "pluggable-transformers", str(tmp_path), "--write"]) == 0
    assert (tmp_path / "lms/a.py").read_text() == after
    assert list(declared(tmp_path / "setup.cfg")) == [
        "openedx.access_transformers",
        "openedx.block_structure_transformer",
    ]


def test_each_factory_has_a_name_of_its_own_and_stands_above_decorators(tmp_path: Path) -> None:
    folder = project(tmp_path / "a", "setup.py")
    text = (
        "from .access import StartTransformer\n\n\n# told\n@cached\ndef f(a):\n    return [StartTransformer(grace=a)]\n"
    )
    (folder / "campus/more.py").write_text(text + "L = [StartTransformer(grace=2)]\n")
    plug(folder)
    factory = 'def make_start{}({}**given):\n    """\n    Make the transformer start.\n    """\n    return {}\n\n\n'
    after = (
        (folder / "campus/more.py").read_text().split("StartTransformer\n", 1)[1].split("plugged_transformers\n", 1)[1]
    )
    assert after == (
        "\n\n"
        + factory.format("", "a, ", "StartTransformer(grace=a)")
        + '# told\n@cached\ndef f(a):\n    return plugged_transformers("campus.f_transformers", ["start"], a=a)\n\n\n'
        + factory.format("_2", "", "StartTransformer(grace=2)")
        + 'L = plugged_transformers("campus.l_transformers", ["start"])\n'
    )
    groups = declared(folder / "setup.py")
    assert groups["campus.f_transformers"] == {"start": "campus.more:make_start"}
    assert groups["campus.l_transformers"] == {"start": "campus.more:make_start_2"}
