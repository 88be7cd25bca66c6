"""`codemods inventory course-blocks`: the states, what is wrong, and the contract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codemods.cli import main
from impact.cli import main as impact
from tests.codemods.recipes.course_blocks.installing import GROUP, SETUP_PY, plug, project

ASKED = ("--set", f"group={GROUP}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path / "a", "setup.py")


def listed(capsys: pytest.CaptureFixture[str], folder: Path) -> Any:
    capsys.readouterr()
    assert main(["inventory", "course-blocks", str(folder), "--json", *ASKED]) == 0
    return json.loads(capsys.readouterr().out)


def states(told: Any) -> dict[str, list[str]]:
    return {each["name"]: list(each["states"].values()) for each in told["things"]}


def test_states_before_and_after(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "CODEOWNERS").write_text("* @blocks\n")
    before = states(listed(capsys, folder))
    assert before["StartTransformer"] == [
        "one",
        "could filter",
        "hard-coded list: ACCESS_TRANSFORMERS of campus/api.py",
    ]
    assert before["LibraryTransformer"][2].startswith("hard-coded")
    assert before["GateTransformer"] == ["one", "could filter", "nothing in this tree"]
    assert before["OrderTransformer"][1].startswith("removes and more: line 61: it re-orders")
    codemods = ("transformer-versions", "filtering-transformer")
    assert main(["run", *codemods, str(folder), "--write", "--jobs", "1"]) == 0
    plug(folder)
    told = listed(capsys, folder)
    after = states(told)
    assert after["VisibilityTransformer"] == ["parted", "filters", f"entry point: campus.access_transformers, {GROUP}"]
    assert after["StartTransformer"] == ["parted", "filters", f"entry point: {GROUP}"]  # the list has a factory of it
    assert after["ExtraFieldsTransformer"] == ["parted", "collects", f"entry point: {GROUP}"]
    assert {each["owner"] for each in told["things"]} == {"@blocks"}
    assert told["faults"] == []
    capsys.readouterr()
    assert main(["inventory", "course-blocks", str(folder), *ASKED, "--by", "owner", "--strict"]) == 0
    out = capsys.readouterr().out
    assert "campus/access.py:6: LibraryTransformer (@blocks)\n    versions: parted\n    form: filters\n" in out
    assert "form: filters 5, removes and more 5, collects 1\n" in out
    assert out.endswith("all: 11, wrong: 0\n")


MORE = """
from .access import VisibilityTransformer
from .transformer import BlockStructureTransformer, FilteringTransformerMixin

class {name}({bases}):
    VERSION = 1
    KEY = "key"
    @classmethod
    def name(cls):
        return "{label}"
    {method}
"""


@pytest.mark.parametrize(
    ("method", "reason"),
    [
        (
            "def transform(self, usage_info, block_structure):\n"
            "        block_structure.set_transformer_block_field(1, VisibilityTransformer, 'hidden', True)",
            "campus/more.py:12: MoreTransformer writes the field of 'visibility', 'hidden', and so does campus.access.",
        ),
        (
            "def transform(self, usage_info, block_structure):\n"
            "        block_structure.override_xblock_field(1, self.KEY, True)",
            "campus/more.py:12: MoreTransformer writes the field of blocks 'key', and so does campus.a.ATransformer",
        ),
        ("def transform(self, usage_info, block_structure):\n        pass", None),
    ],
)
def test_one_field_is_written_by_two(
    folder: Path, capsys: pytest.CaptureFixture[str], method: str, reason: str | None
) -> None:
    other = "def collect(cls, block_structure):\n        block_structure.override_xblock_field(1, 'key', 2)"
    base = "BlockStructureTransformer"
    (folder / "campus/a.py").write_text(MORE.format(name="ATransformer", bases=base, label="a", method=other))
    (folder / "campus/more.py").write_text(MORE.format(name="MoreTransformer", bases=base, label="more", method=method))
    told = faults(capsys, folder, 0 if reason is None else 1)
    assert len(told) == (0 if reason is None else 1)
    assert all(each.startswith(reason or "") for each in told)


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("campus.nowhere:A", "leads to campus.nowhere:A, and there is no such module"),
        ("campus.access:Missing", "and there is no Missing in that module"),
        ("campus.transformer:combine_filters", "which is no class"),
        ("campus.structure:BlockStructure", "which is no transformer"),
        ("elsewhere.module:A", None),
        ("campus.api:DepthTransformer", None),
    ],
)
def test_an_entry_point_that_leads_nowhere(
    folder: Path, capsys: pytest.CaptureFixture[str], target: str, reason: str | None
) -> None:
    line = '            "library = campus.access:LibraryTransformer",  # the first\n'
    assert line in SETUP_PY
    (folder / "setup.py").write_text(SETUP_PY.replace(line, f'{line}            "odd = {target}",\n'))
    told = faults(capsys, folder, 0 if reason is None else 1)
    assert len(told) == (0 if reason is None else 1)
    assert all(each.startswith(f"setup.py:10: the entry point odd of {GROUP} leads to") for each in told)
    assert all((reason or "") in each for each in told)


def test_what_else_is_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plug(folder)
    filters = (
        "def transform_block_filters(self, usage_info, block_structure):\n"
        "        return [block_structure.create_removal_filter(\n"
        "            lambda key: block_structure.get_xblock_field(key, 'reason'))]\n"
        "    def transform(self, usage_info, block_structure):\n"
        "        pass"
    )
    late = (
        "def transform(self, usage_info, block_structure):\n"
        "        block_structure.override_xblock_field(1, 'reason', 'late')"
    )
    mixed = "FilteringTransformerMixin, BlockStructureTransformer"
    (folder / "campus/a.py").write_text(MORE.format(name="ATransformer", bases=mixed, label="a", method=filters))
    base = "BlockStructureTransformer"
    (folder / "campus/b.py").write_text(MORE.format(name="BTransformer", bases=base, label="start", method=late))
    fields = folder / "campus/fields.py"
    fields.write_text(fields.read_text().replace('SupportedFieldType("start"', 'SupportedFieldType("depth"'))
    api = folder / "campus/api.py"
    api.write_text(api.read_text().replace('"visibility",', '"visible",'))
    assert faults(capsys, folder, 1) == [
        "campus/a.py:13: the filter of ATransformer reads 'reason', which campus.b.BTransformer writes after all"
        " filters have run",
        "campus/a.py:14: ATransformer.transform() is not called in a list: it filters",
        "campus/api.py:20: campus.access_transformers has no entry point visible, which the order of this list names",
        "campus/b.py:5: BTransformer and campus.access.StartTransformer have the name 'start', and so the same data",
        "campus/tree.py:102: two fields are served as 'depth': see campus/fields.py:21",
    ]


def faults(capsys: pytest.CaptureFixture[str], folder: Path, code: int) -> list[str]:
    """Return the faults that are told, each with its place."""
    capsys.readouterr()
    assert main(["inventory", "course-blocks", str(folder), *ASKED, "--strict"]) == code
    return [line.replace(": wrong: ", ": ") for line in capsys.readouterr().out.splitlines() if ": wrong: " in line]


def test_the_contract(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    capsys.readouterr()
    assert main(["inventory", "course-blocks", "--contract", *ASKED]) == 0
    contract = capsys.readouterr().out
    (folder / "pyproject.toml").write_text(f'[tool.importlinter]\nroot_package = "campus"\n\n{contract}')
    assert impact(["contracts", "check"]) == 0
    access = folder / "campus/access.py"
    access.write_text(access.read_text() + "\nfrom .structure import BlockStructure\n")
    capsys.readouterr()
    assert impact(["contracts", "check"]) == 1
    assert "campus.access" in capsys.readouterr().out


def test_the_contract_names_what_transformers_reach_by_other_names(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for path in ("apps/wares/models.py", "django.py", "libs/quiz/quiz/__init__.py", "libs/quiz/quiz/marks/__init__.py"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).touch()
    access = folder / "campus/access.py"
    imports = "from wares.models import M\nimport django.conf\nfrom quiz.marks import a\nfrom stevedore import x\n"
    access.write_text(imports + access.read_text())
    capsys.readouterr()
    assert main(["inventory", "course-blocks", "--contract", *ASKED]) == 0
    targets = capsys.readouterr().out.partition("target_modules = [")[2].partition("]")[0]
    assert targets.split() == ['"campus",', '"quiz",', '"wares",']


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["course-block", "."], "There is no codemod 'course-block'"),
        (["course-blocks", "nowhere"], "nothing at nowhere"),
        (["course-blocks", "--commits", "3"], "a burndown is of codemods"),
        (["course-blocks", "--set", "grop=a"], "Did you mean 'group'?"),
        (["course-blocks", "campus/access.py", "--contract"], "The base class of all transformers is not in these"),
    ],
)
def test_wrong_words(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(folder)
    assert main(["inventory", *arguments]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1


def test_what_must_run_late_is_told_beforehand(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    late = "def transform(self, usage_info, block_structure):\n        block_structure.{}"
    writes, reads = "override_xblock_field(1, 'why', 1)", "remove_block_if(lambda key: s.get_xblock_field(key, 'why'))"
    for name, does in (("a", writes), ("b", reads.replace("s.get", "block_structure.get"))):
        text = MORE.format(
            name=f"{name}Transformer", bases="BlockStructureTransformer", label=name, method=late.format(does)
        )
        (folder / f"campus/{name}.py").write_text(text)
    told = states(listed(capsys, folder))
    assert told["bTransformer"][1] == "must run late: it reads 'why', which campus.a.aTransformer writes"
    assert told["StartTransformer"][1] == "could filter"


def test_a_file_of_settings_that_is_broken(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "pyproject.toml").write_text("[project\n")
    [told] = faults(capsys, folder, 1)
    assert told.startswith("pyproject.toml:0: it can't be read: it is no TOML")
    plug(folder)
    assert "a file of settings in . can't be read: it is no TOML" in capsys.readouterr().out
    assert "ACCESS_TRANSFORMERS = [" in (folder / "campus/api.py").read_text()


def test_as_a_table_for_other_programs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inventory", "course-blocks", str(folder), "--csv"]) == 0
    head, first, *_ = capsys.readouterr().out.splitlines()
    assert head == "path,line,name,versions,form,comes by,owner"
    assert first.startswith("campus/access.py,6,LibraryTransformer,one,could filter,hard-coded list: ACCESS")
