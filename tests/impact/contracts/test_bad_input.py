"""Bad input: the culprit is named in one line, the other contracts are still judged, nothing ends in a traceback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from impact.cli import main
from tests.impact.contracts.judge import standing_in
from tests.impact.contracts.shop import report_on, verdict_on, write_files

HEAD = "[importlinter]\nroot_package = shop\n"
FORBIDDEN = "type = forbidden\nsource_modules = shop.a\nforbidden_modules = shop.b\n"
GOOD = f"[importlinter:contract:good]\nname = Good\n{FORBIDDEN}"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Path]:
    write_files(tmp_path, {"shop/a.py": "", "shop/b.py": "import shop.a\nimport json", "shop/c/d.py": ""})
    with standing_in(tmp_path):
        yield tmp_path


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("type = layer\nlayers = shop.a", "Did you mean 'layers'?"),
        ("type = layers\nlayerz = shop.a", "Did you mean 'layers'?"),
        ("type = layers\nlayers = shop.a\nexhaustiv = True", "Did you mean 'exhaustive'?"),
        ("type = layers", "layers: it is required"),
        ("type = layers\nlayers =", "the list is empty"),
        ("type = layers\nlayers =\n    shop.a\n    shop.bb", "'shop.bb' does not exist. Did you mean 'shop.b'?"),
        ("type = layers\nlayers =\n    shop.a\n    shop.a", "'shop.a' is in more than one layer"),
        ("type = layers\nlayers =\n    shop.a | shop.b : shop.c", "mixes '|' and ':'"),
        ("type = layers\nlayers =\n    shop\n    shop.a", "'shop.a' is inside 'shop'"),
        ("type = layers\nlayers = a\ncontainers = elsewhere", "'elsewhere' is in none of the root packages: shop"),
        ("type = layers\nlayers = shop.a\nexhaustive = True", "it needs containers"),
        ("type = layers\nlayers = shop.a\nexhaustive = maybe", "'maybe' is neither true nor false"),
        ("type = layers\nlayers = shop.a\nclosed_layers = shop.z", "'shop.z' is none of the layers"),
        ("type = layers\nlayers = shop.a\nadr = docs/0001.md", "there is no file 'docs/0001.md'"),
        ("type = independence\nmodules =\n    shop.a\n    shop.x", "'shop.x' does not exist"),
        ("type = independence\nmodules = shop.a*", "A wildcard stands for whole names only"),
        ("type = independence\nmodules = shop.**.*", "'**' can't be followed by '*'"),
        ("type = forbidden\nsource_modules = shop.a\nforbidden_modules = json", "set include_external_packages = True"),
        ("type = forbidden\nsource_modules = shop.a\nforbidden_modules = <third-party>", "<third-party>"),
        (f"{FORBIDDEN}ignore_imports = shop.a", "importer -> "),
        (f"{FORBIDDEN}ignore_imports = shop.a -> shop.b", "No matches for ignored import shop.a -> shop.b"),
        (
            "type = forbidden\nsource_modules = shop.b\nforbidden_modules = shop.a\nrequire_reasons = true\n"
            "ignore_imports = shop.b -> shop.a",
            "a reason and a last day are required for shop.b -> shop.a",
        ),
        ("type = protected\nprotected_modules = shop.x\nallowed_importers = shop.a", "'shop.x' does not exist"),
        ("type = acyclic_siblings\nancestors = shop\nskip_descendants = shop", "'shop' is an ancestor, too"),
        ("type = acyclic_siblings\nancestors = shop\ndepth = -1", "-1 is less than 0"),
        ("type = acyclic_siblings\nancestors = shop.zz.*", "'shop.zz.*' matches no module"),
        ("type = forbidden\nsource_modules = 100%\nforbidden_modules = shop.b", "%"),
    ],
)  # fmt: skip
def test_a_misconfigured_contract_is_named_and_the_others_are_judged(
    shop: Path, options: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / ".importlinter").write_text(f"{HEAD}[importlinter:contract:bad]\nname = Bad\n{options}\n{GOOD}")
    assert main(["contracts", "check", "--format", "json", "--no-cache"]) == 2
    bad, good = json.loads(capsys.readouterr().out)["contracts"]
    assert (bad["id"], bad["kept"]) == ("bad", None)
    assert told in bad["error"]
    assert (good["kept"], good["error"]) == (True, None)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "No contracts in"),
        ({".importlinter": "[importlinter]\n"}, "no contracts"),
        ({".importlinter": "[importlinter]\n" + GOOD}, "no root packages"),
        ({".importlinter": HEAD + GOOD + GOOD}, "importlinter:contract:good"),
        ({".importlinter": HEAD.replace("shop", "shopp") + GOOD}, "'shopp' is not on the import path"),
        ({".importlinter": HEAD.replace("shop", "shop.a") + GOOD}, "'shop.a' is a module, not a package"),
        ({".importlinter": HEAD.replace("shop", "shop.c") + GOOD}, "'shop.c' is inside the package 'shop'"),
        ({".importlinter": "[importlinter]\nroot_packages =\n  shop\n  shop.c\n" + GOOD}, "inside the root package"),
        ({".importlinter": "[importlinter]\nroot_package = %(x\n" + GOOD}, "%"),
        ({".importlinter": b"[importlinter]\nroot_package = \xff\n"}, "can't be read"),
        ({"pyproject.toml": "[tool.importlinter\n"}, "it is no TOML"),
        ({"pyproject.toml": "tool = 3\n"}, "No contracts in"),
        ({"pyproject.toml": "[tool.importlinter]\nroot_package = 'shop'\ncontracts = 3\n"}, "must be tables"),
    ],
)  # fmt: skip
def test_a_bad_configuration_is_one_line(
    shop: Path, files: dict[str, str | bytes], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content in files.items():
        (shop / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    assert main(["contracts", "check"]) == 2
    captured = capsys.readouterr()
    assert told in captured.err
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert main(["contracts", "check", "--format", "json"]) == 2
    assert told in json.loads(capsys.readouterr().out)["error"]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (b"def (:\n", "line 1: "),
        (b"x = '\xff'\n", "utf-8"),
        (b"# coding: nonsense\n", "nonsense"),
        (b"x = 1\0", "null byte"),
    ],
)
def test_an_unreadable_source_is_named_and_the_contracts_are_judged(
    shop: Path, source: bytes, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "shop" / "broken.py").write_bytes(source)
    (shop / ".importlinter").write_text(HEAD + GOOD)
    for _ in range(2):  # the second time from what was kept
        assert main(["contracts", "check"]) == 2
        out = capsys.readouterr().out
        assert "KEPT  Good" in out
        assert "broken.py: " in out
        assert told in out
    (shop / "shop" / "broken.py").write_bytes(b"")
    assert main(["contracts", "check"]) == 0


def test_odd_sources_are_no_fault(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(
        shop,
        {
            "shop/latin.py": b"# -*- coding: latin-1 -*-\nx = '\xe9'\nimport shop.a\n",
            "shop/short.py": b"# coding: utf-\n",
            "shop/climber.py": "from .... import nowhere\n",
            "shop/bom.py": b"\xef\xbb\xbfimport shop.a\n",
        },
    )
    (shop / ".importlinter").write_text(HEAD + GOOD)
    assert main(["contracts", "check", "--format", "json"]) in (0, 2)
    found = json.loads(capsys.readouterr().out)
    assert found["contracts"][0]["kept"] is True
    assert all("short.py" in each for each in found["unreadable"])


def test_a_folder_without_init_and_a_dotted_module_are_warned_of(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(shop, {"shop/a.b.py": ""})
    (shop / "shop" / "orphan").mkdir()
    (shop / "shop" / "orphan" / "lost.py").write_text("import shop.b\n")
    (shop / ".importlinter").write_text(HEAD + GOOD)
    assert main(["contracts", "check"]) == 0
    out = capsys.readouterr().out
    assert "orphan: no __init__.py" in out
    assert "a.b.py: a module can't have a dot in its name" in out


def test_a_wildcard_that_matches_nothing_is_warned_of(shop: Path) -> None:
    verdict = verdict_on(shop, "type = independence\nmodules = shop.zz.*")
    assert (verdict.kept, verdict.warnings) == (True, ("modules: 'shop.zz.*' matches no module.",))


def test_one_line_contract_types_and_a_custom_contract(shop: Path) -> None:
    (shop / "rules.py").write_text(
        "from importlinter import Contract, ContractCheck, fields, output\n"
        "class NoNames(Contract):\n"
        "    banned = fields.StringField()\n"
        "    def check(self, graph, verbose):\n"
        "        return ContractCheck(kept=self.banned not in graph.modules)\n"
        "    def render_broken_contract(self, check):\n"
        "        output.print_error('There is ' + self.banned)\n"
    )
    session = "root_package = shop\ncontract_types = no_names: rules.NoNames"
    assert verdict_on(shop, "type = no_names\nbanned = shop.z", session).kept is True
    broken = verdict_on(shop, "type = no_names\nbanned = shop.a", session)
    assert (broken.kept, broken.report) == (False, "There is shop.a")
    assert "banned" in (verdict_on(shop, "type = no_names", session).error or "")
    absent = verdict_on(shop, "type = no_names\nbanned = x", session.replace("NoNames", "Nothing"))
    assert "'no_names: rules.Nothing' can't be imported" in (absent.error or "")


def test_a_custom_contract_sees_lines_and_options_as_import_linter_shows_them(shop: Path) -> None:
    (shop / "rules.py").write_text(
        "from importlinter import Contract, ContractCheck, fields, output\n"
        "class Quote(Contract):\n"
        "    strict = fields.BooleanField()\n"
        "    def check(self, graph, verbose):\n"
        "        self.found = graph.get_import_details(importer='shop.b', imported='shop.a')\n"
        "        assert self.session_options['root_packages'] == ['shop'] and self.strict is True\n"
        "        return ContractCheck(kept=False)\n"
        "    def render_broken_contract(self, check):\n"
        "        output.print_error(str([(each['line_number'], each['line_contents']) for each in self.found]))\n"
    )
    (shop / "pyproject.toml").write_text(
        "[tool.importlinter]\nroot_package = 'shop'\ncontract_types = ['quote: rules.Quote']\n"
        "[[tool.importlinter.contracts]]\nname = 'Q'\ntype = 'quote'\nstrict = true\n"
    )
    (verdict,) = report_on(shop).verdicts
    assert (verdict.error, verdict.report) == (None, "[(1, 'import shop.a')]")


def test_an_unknown_contract_or_file_is_named(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / ".importlinter").write_text(HEAD + GOOD)
    assert main(["contracts", "check", "--contract", "goood"]) == 2
    assert "Did you mean 'good'?" in capsys.readouterr().err
    assert main(["contracts", "check", "--config", "other.ini"]) == 2
    assert "other.ini: there is no such file" in capsys.readouterr().err
    assert main(["contracts", "why", "shop.a", "shop.q"]) == 2
    assert "'shop.q' does not exist" in capsys.readouterr().err
    assert main(["contracts", "check", "--since", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_a_mistyped_option_of_the_session_is_warned_of_and_others_pass(shop: Path) -> None:
    written = HEAD + "include_external_package = True\nfor_a_custom_contract = 1\n" + GOOD
    (shop / ".importlinter").write_text(written, encoding="utf-8")
    hint = "nothing reads the option 'include_external_package'. Did you mean 'include_external_packages'?"
    assert report_on(shop).warnings == (f".importlinter: {hint}",)


def test_two_contracts_of_one_id_are_warned_of(shop: Path) -> None:
    contract = "[[tool.importlinter.contracts]]\nid = 'x'\nname = 'X'\ntype = 'independence'\nmodules = ['shop.a']\n"
    (shop / "pyproject.toml").write_text("[tool.importlinter]\nroot_package = 'shop'\n" + 2 * contract)
    report = report_on(shop)
    assert [verdict.kept for verdict in report.verdicts] == [True, True]
    assert report.warnings == ("Two contracts have the id 'x': a baseline can't tell them apart.",)


def test_a_link_that_leads_nowhere_and_a_folder_called_like_a_module_are_no_modules(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "shop" / "lost.py").symlink_to("nowhere.py")
    (shop / "shop" / "folder.py").mkdir()
    (shop / ".importlinter").write_text(HEAD + GOOD)
    assert main(["contracts", "check", "--no-cache"]) == 0
    out = capsys.readouterr().out
    assert "lost.py: a link that leads nowhere" in out
    assert "5 modules" in out
