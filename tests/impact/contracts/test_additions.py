"""What our configuration can say and import-linter's cannot."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from impact.contracts.checking import check
from impact.contracts.model import Verdict
from tests.impact.contracts.judge import standing_in
from tests.impact.contracts.shop import project_in, verdict_on, write_files

EXTERNAL = "root_package = shop\ninclude_external_packages = True"


def pairs(verdict: Verdict) -> set[tuple[str | None, str | None]]:
    assert verdict.error is None
    return {(each.importer, each.imported) for each in verdict.violations}


def test_a_closed_layer_is_not_to_be_bypassed(tmp_path: Path) -> None:
    write_files(tmp_path, {"shop/top.py": "import shop.low\nimport shop.mid", "shop/mid.py": "", "shop/low.py": ""})
    layers = "type = layers\nlayers =\n    shop.top\n    shop.mid\n    shop.low\n"
    assert pairs(verdict_on(tmp_path, layers)) == set()
    assert pairs(verdict_on(tmp_path, f"{layers}closed_layers = shop.mid")) == {("shop.top", "shop.low")}


def test_of_isolated_apps_only_named_modules_may_be_imported(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "shop/user.py": "import shop.app.api\nimport shop.app\nimport shop.app.deep.data\n",
            "shop/bad.py": "from shop.app.models import x\n",
            "shop/app/models.py": "",
            "shop/app/api.py": "import shop.app.models\n",
            "shop/app/deep/data.py": "",
        },
    )
    contract = "type = isolated_apps\nisolated_apps = shop.app\nallowed_modules =\n    api\n    data\n"
    (violation,) = verdict_on(tmp_path, contract).violations
    assert (violation.importer, violation.imported) == (None, "shop.app")
    assert violation.chains == (("shop.bad", "shop.app.models"),)


def test_packages_are_reached_only_through_their_api(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "shop/plug/one.py": "import shop.core.api.blocks\nimport shop.plug.two\nimport shop.more",
            "shop/plug/two.py": "import shop.core.models\nimport shop.core",
            "shop/more/three.py": "import shop.plug.one\nimport shop.core.models",
            "shop/core/models.py": "",
            "shop/core/api/blocks.py": "import shop.core.models",
        },
    )
    contract = "type = only_through\nsource_modules =\n    shop.plug\n    {}\ntarget_modules = shop.core\n"
    through = "through_modules = shop.core.api"
    (violation,) = verdict_on(tmp_path, contract.format("") + through).violations
    assert (violation.importer, violation.imported) == ("shop.plug", "shop.core")
    assert violation.chains == (("shop.plug.two", "shop.core"), ("shop.plug.two", "shop.core.models"))
    both = contract.format("shop.more") + through
    assert pairs(verdict_on(tmp_path, both)) == {("shop.plug", "shop.core"), ("shop.more", "shop.core")}
    assert pairs(verdict_on(tmp_path, both + "\n    shop.core.models\n    shop.core")) == set()
    unknown = verdict_on(tmp_path, contract.format("") + "through_modules = shop.cor")
    assert "Did you mean 'shop.core'?" in str(unknown.error)


def test_excluded_modules_are_as_good_as_absent(tmp_path: Path) -> None:
    write_files(tmp_path, {"shop/a/tests.py": "import shop.b", "shop/b.py": ""})
    contract = "type = forbidden\nsource_modules = shop.a\nforbidden_modules = shop.b\n"
    assert pairs(verdict_on(tmp_path, contract)) == {("shop.a", "shop.b")}
    assert pairs(verdict_on(tmp_path, f"{contract}exclude_modules = shop.**.tests")) == set()


def test_third_party_is_whatever_is_neither_ours_nor_the_standard_library(tmp_path: Path) -> None:
    write_files(
        tmp_path, {"shop/a.py": "import json\nimport attr.validators\nimport requests", "shop/b.py": "import os"}
    )
    contract = "type = forbidden\nsource_modules =\n    shop.a\n    shop.b\nforbidden_modules = <third-party>"
    assert pairs(verdict_on(tmp_path, contract, EXTERNAL)) == {("shop.a", "attr"), ("shop.a", "requests")}


@pytest.mark.parametrize(("today", "kept"), [("2026-12-31", True), ("2027-01-01", False)])
def test_an_ignored_import_counts_again_after_its_last_day(tmp_path: Path, today: str, kept: bool) -> None:
    write_files(tmp_path, {"shop/a.py": "import shop.b", "shop/b.py": ""})
    verdict_on(
        tmp_path,
        "type = forbidden\nsource_modules = shop.a\nforbidden_modules = shop.b\nrequire_reasons = true\n"
        "ignore_imports = shop.a -> shop.b # until 2026-12-31: until the new client is there",
    )
    with standing_in(tmp_path):
        (verdict,) = check(replace(project_in(tmp_path), today=today)).verdicts
    assert verdict.kept is kept
    assert bool(verdict.warnings) is not kept


def test_a_decision_must_exist(tmp_path: Path) -> None:
    write_files(tmp_path, {"shop/a.py": "", "shop/b.py": "", "docs/decisions/0001.md": ""})
    contract = "type = layers\nlayers =\n    shop.a\n    shop.b\nadr = docs/decisions/"
    assert verdict_on(tmp_path, f"{contract}0001.md").kept is True
    assert verdict_on(tmp_path, f"{contract}0002.md").kept is None
