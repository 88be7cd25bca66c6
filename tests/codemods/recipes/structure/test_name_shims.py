"""Shims for one name: the old module answers with a warning, and forgets the name when nobody needs it."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from codemods.errors import MoveRefused, OptionWrong
from codemods.plans.applying import apply_plan
from codemods.running.files import Root
from tests.codemods.recipes.structure.test_symbols import SHOP
from tests.codemods.recipes.structure.trees import applied, lay_out, planned, read, reasons

PROGRAM = """
import warnings
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    from shop.money import price, add
    import shop.money
    assert shop.money.LIMIT == 3
    assert not hasattr(shop.money, "nothing")
from shop.prices import cost
assert price is cost
print({str(each.message) for each in told}, {(each.category.__name__, each.filename) for each in told})
"""


def remove(place: Path) -> str:
    """Take the shims out that nobody needs, and return what was told."""
    plan = planned(place, "", "", "remove-shims")
    apply_plan(Root(place, has_git=False), plan)
    return reasons(plan)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_there_and_gone(tmp_path: Path, newline: str) -> None:
    text = textwrap.dedent(SHOP["shop/money.py"])
    lay_out(tmp_path, SHOP | {"program.py": PROGRAM.replace("    from shop.money import price, add\n", "")})
    (tmp_path / "shop/money.py").write_bytes(text.replace("\n", newline).encode())
    applied(tmp_path, "shop.money:price", "shop.prices:cost")
    without = (tmp_path / "shop/money.py").read_bytes()

    lay_out(tmp_path, SHOP)
    (tmp_path / "shop/money.py").write_bytes(text.replace("\n", newline).encode())
    (tmp_path / "shop/prices.py").unlink()
    applied(tmp_path, "shop.money:price", "shop.prices:cost", shim="yes")
    (tmp_path / "program.py").write_text(PROGRAM)
    ended = subprocess.run([sys.executable, "program.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("{'shop.money.price is shop.prices.cost now'} {('DeprecationWarning'")
    assert "program.py')}" in ended.stdout

    line = PROGRAM.splitlines().index("    from shop.money import price, add") + 1
    assert remove(tmp_path) == f"program.py:{line}: shop.money:price is still used; it is shop.prices.cost now"
    (tmp_path / "program.py").unlink()
    assert remove(tmp_path) == ""
    assert (tmp_path / "shop/money.py").read_bytes() == without


def test_two_of_one_module(tmp_path: Path) -> None:
    lay_out(tmp_path, SHOP)
    applied(tmp_path, "shop.money:price", "shop.prices", shim="yes")
    first = read(tmp_path, "shop/money.py")
    applied(tmp_path, "shop.money:LIMIT", "shop.limits", shim="yes")
    text = read(tmp_path, "shop/money.py")
    assert text.count("def __getattr__") == 1
    assert text.count("codemods-shim") == 2
    (tmp_path / "late.py").write_text("from shop.money import price\n")
    remove(tmp_path)
    assert read(tmp_path, "shop/money.py") == first.replace("LIMIT = 3\n\n\n", "")
    applied(tmp_path, "shop.money:price", "shop.prices")  # what is left of a move
    assert read(tmp_path, "late.py") == "from shop.prices import price\n"
    assert "was moved to shop.prices:price before" in reasons(planned(tmp_path, "shop.money:price", "shop.prices"))
    remove(tmp_path)
    assert "__getattr__" not in read(tmp_path, "shop/money.py")


def test_where_none_can_stand(tmp_path: Path) -> None:
    lay_out(tmp_path, SHOP | {"shop/money.py": "price = 1\n\n\ndef __getattr__(name):\n    return 1\n"})
    with pytest.raises(MoveRefused, match=r"shop/money.py has a __getattr__ of its own"):
        planned(tmp_path, "shop.money:price", "shop.prices", shim="yes")
    lay_out(tmp_path, {"shop/money.py": "price = 1\nprint 'x'\n"})
    with pytest.raises(OptionWrong, match="Python 2"):
        planned(tmp_path, "shop.money:price", "shop.prices", shim="yes")
    lay_out(tmp_path, {"shop/money.py": "price = 1\ntwice = price * 2\n"})
    plan = planned(tmp_path, "shop.money:price", "shop.prices", shim="yes", force="yes")
    assert "answers to it without a shim" in reasons(plan)
