"""One file under two names is one node, so that no edge hides behind the other name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.impact.contracts.judge import judged
from tests.impact.contracts.shop import verdict_on, write_files

FILES = {
    "shop/apps/web/views.py": "import core.models\n",
    "shop/apps/core/models.py": "from web import views\n",
    "shop/apps/core/more.py": "from . import models\n",
}
CONTRACT = """
type = layers
layers =
    shop.apps.web
    shop.apps.core
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path / "shop" / "apps"))
    return write_files(tmp_path, FILES)


@pytest.mark.parametrize("roots", ["root_package = shop", "root_packages =\n    shop\n    web\n    core"])
def test_an_edge_by_the_short_name_counts_once_aliases_are_derived(shop: Path, roots: str) -> None:
    assert verdict_on(shop, CONTRACT, roots).kept is True  # as import-linter sees it
    assert [kept for kept, _ in judged(shop)] == [True]
    verdict = verdict_on(shop, CONTRACT, f"{roots}\naliases = paths")
    assert [each.chains for each in verdict.violations] == [(("shop.apps.core.models", "shop.apps.web.views"),)]


def test_aliases_can_be_given_one_by_one(shop: Path) -> None:
    roots = "root_packages =\n    shop\n    web\n    core"
    verdict = verdict_on(shop, CONTRACT, f"{roots}\naliases =\n    web = shop.apps.web")
    assert [each.chains for each in verdict.violations] == [(("shop.apps.core.models", "shop.apps.web.views"),)]


def test_a_contract_may_name_a_module_by_its_short_name(shop: Path) -> None:
    contract = CONTRACT.replace("shop.apps.", "")
    verdict = verdict_on(shop, contract, "root_packages =\n    shop\n    web\n    core\naliases = paths")
    assert [(each.importer, each.imported) for each in verdict.violations] == [("core", "web")]


def test_a_line_that_is_no_alias_is_named(shop: Path) -> None:
    from impact.contracts.errors import ContractsError

    with pytest.raises(ContractsError, match="aliases: 'web'"):
        verdict_on(shop, CONTRACT, "root_package = shop\naliases = web")
