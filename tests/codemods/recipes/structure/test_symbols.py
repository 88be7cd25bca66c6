"""Moving one name: its definition with what it needs, and whoever speaks of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from codemods.errors import CircleMade, MoveRefused, NameShadowed, TargetTaken
from tests.codemods.recipes.structure.trees import lay_out, moved, planned, read, reasons

SHOP = {
    "shop/__init__.py": "",
    "shop/tax.py": "RATE = 2\n",
    "shop/money.py": """\
        # Money.
        import os.path
        from . import tax
        from .tax import RATE as rate

        __all__ = ["add", "price"]

        LIMIT = 3


        # What it costs.
        def price(amount, again=True):
            if again:
                return price(amount, False)
            return amount * rate * tax.RATE, os.path.sep


        def add(first, second):
            return first + second
        """,
    "shop/cart.py": """\
        import shop.money
        from shop import money
        from shop.money import add, price

        print(price(2), money.price(2), shop.money.price(2), add(1, 2))
        """,
}


def run(place: Path) -> str:
    """Return what the cart prints."""
    ended = subprocess.run([sys.executable, "-m", "shop.cart"], cwd=place, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_into_a_new_module(tmp_path: Path) -> None:
    lay_out(tmp_path, SHOP)
    before = run(tmp_path)
    moved(tmp_path, "shop.money:price", "shop.pricing.prices:cost")
    assert run(tmp_path) == before
    assert read(tmp_path, "shop/pricing/prices.py") == (
        "import os.path\nfrom .. import tax\nfrom ..tax import RATE as rate\n\n\n# What it costs.\n"
        "def cost(amount, again=True):\n    if again:\n        return cost(amount, False)\n"
        "    return amount * rate * tax.RATE, os.path.sep\n"
    )
    assert '__all__ = ["add"]\n\nLIMIT = 3\n\n\ndef add(' in read(tmp_path, "shop/money.py")
    assert read(tmp_path, "shop/cart.py").startswith(
        "import shop.money\nfrom shop import money\nfrom shop.pricing.prices import cost as price\n"
        "from shop.money import add\nfrom shop.pricing import prices\nimport shop.pricing.prices\n"
    )


def test_into_a_module_that_is_there(tmp_path: Path) -> None:
    lay_out(tmp_path, SHOP | {"shop/prices.py": "from shop.money import price\n\nx = 1\n"})
    before = run(tmp_path)
    moved(tmp_path, "shop.money:price", "shop.prices")
    assert run(tmp_path) == before
    text = read(tmp_path, "shop/prices.py")
    assert text.startswith(
        "import os.path\nfrom . import tax\nfrom .tax import RATE as rate\n\nx = 1\n\n\n# What it costs.\n"
    )


def test_what_the_old_module_still_uses_comes_back_as_an_import(tmp_path: Path) -> None:
    more = textwrap_more(SHOP["shop/money.py"], "def twice(x):\n    return price(x) * 2\n")
    lay_out(tmp_path, SHOP | {"shop/money.py": more})
    before = run(tmp_path)
    plan = moved(tmp_path, "shop.money:price", "shop.prices")
    assert run(tmp_path) == before
    assert "from shop.prices import price\n" in read(tmp_path, "shop/money.py")
    assert "shop.money still uses price: a patch of shop.prices.price does not reach it" in reasons(plan)


def textwrap_more(text: str, more: str) -> str:
    import textwrap

    return textwrap.dedent(text) + "\n\n" + more


def test_a_constant_and_strings(tmp_path: Path) -> None:
    lay_out(tmp_path, SHOP | {"test_it.py": "@patch('shop.money.LIMIT', 4)\ndef test(): pass\n"})
    moved(tmp_path, "shop.money:LIMIT", "shop.limits")
    assert read(tmp_path, "shop/limits.py") == "LIMIT = 3\n"
    assert "shop.limits.LIMIT" in read(tmp_path, "test_it.py")


def test_a_circle(tmp_path: Path) -> None:
    more = textwrap_more(SHOP["shop/money.py"], "def twice(x):\n    return price(x) * LIMIT\n\n\nlimit = twice\n")
    lay_out(tmp_path, SHOP | {"shop/money.py": more})
    with pytest.raises(CircleMade) as caught:
        planned(tmp_path, "shop.money:twice", "shop.twice")
    assert caught.value.chains == ("shop.twice -> shop.money -> shop.twice",)


@pytest.mark.parametrize(
    ("more", "fault", "told"),
    [
        ({"shop/prices.py": "price = 1\n"}, TargetTaken, "shop/prices.py has price already"),
        ({"shop/prices.py": "tax = 1\n"}, NameShadowed, "it needs tax, which means something else in shop/prices.py"),
        (
            {"shop/money.py": "if x:\n    price = 1\n"},
            MoveRefused,
            "shop/money.py:1: it is not defined by one statement",
        ),
        (
            {"shop/money.py": "price = 1\nprice = 2\n"},
            MoveRefused,
            "shop/money.py:2: it is not defined by one statement",
        ),
        ({"shop/money.py": "def price():\n    global x\n"}, MoveRefused, "changes a global of its module"),
        (
            {"shop/money.py": "try:\n    import a as b\nexcept E:\n    import c as b\ndef price():\n    b\n"},
            MoveRefused,
            "it uses b, which has several meanings in shop/money.py",
        ),
    ],
)
def test_refused(tmp_path: Path, more: dict[str, str], fault: type[MoveRefused], told: str) -> None:
    lay_out(tmp_path, SHOP | more)
    with pytest.raises(fault) as caught:
        planned(tmp_path, "shop.money:price", "shop.prices")
    assert told in str(caught.value)
