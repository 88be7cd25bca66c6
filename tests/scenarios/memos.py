"""Memos of further shapes: kept by decorators of libraries, by a metaclass, bound late in a module, grown lists."""

from __future__ import annotations

import textwrap

from tests.scenarios.scenario import Change, Scenario, Swap
from tests.scenarios.shared_work import shared

MEMOS = {
    "cached_property_of_django": """
        from django.utils.functional import cached_property

        class Keeper:
            @cached_property
            def number(self):
                return calc.compute()

        keeper = Keeper()

        def get():
            return keeper.number
    """,
    "lazy_attribute": """
        from lazy import lazy

        class Keeper:
            @lazy
            def number(self):
                return calc.compute()

        keeper = Keeper()

        def get():
            return keeper.number
    """,
    "singleton_by_a_metaclass": """
        class Single(type):
            _made = {}

            def __call__(cls, *given):
                if cls not in cls._made:
                    cls._made[cls] = super().__call__(*given)
                return cls._made[cls]

        class Keeper(metaclass=Single):
            def __init__(self):
                self.number = calc.compute()

        def get():
            return Keeper().number
    """,
    "memo_that_is_updated": """
        _kept = {}

        def get():
            if 'it' not in _kept:
                _kept.update(it=calc.compute())
            return _kept['it']
    """,
    "list_that_grows_once": """
        _kept = []

        def get():
            if not _kept:
                _kept.append(calc.compute())
            return _kept[0]
    """,
    "memo_set_after_an_import": """
        _kept = {}

        def get():
            if 'it' not in _kept:
                import late
                _kept['it'] = late.value()
            return _kept['it']
    """,
}
"""By what keeps: the body of a module `keep`, with a function `get` that computes its number only once."""
LAZY = {
    "keep/__init__.py": """
        import importlib

        def __getattr__(name):
            if name != 'NUMBER':
                raise AttributeError(name)
            globals()[name] = value = importlib.import_module('keep.numbers').NUMBER
            return value
    """,
    "keep/numbers.py": "NUMBER = 3\n",
}
FOUND_ONCE: dict[str, Change] = {
    "plugs/__init__.py": "",
    "plugs/one.py": "import keep\n\nkeep.KNOWN.append(3)\n",
    "keep.py": """
        import importlib, pkgutil
        import plugs

        KNOWN = []
        _done = False

        def get():
            global _done
            if not _done:
                for each in pkgutil.iter_modules(plugs.__path__):
                    importlib.import_module(f'plugs.{each.name}')
                _done = True
            return sum(KNOWN)
    """,
}
_ASKS = "import keep\n\ndef test_{}():\n    assert keep.get() == 3\n"


def _memo(name: str, source: str) -> Scenario:
    late = {"late.py": "import calc\n\ndef value():\n    return calc.compute()\n"} if "late" in source else {}
    return shared(name, {"keep.py": "import calc\n" + textwrap.dedent(source), **late}, _ASKS, with_workers=False)


SCENARIOS = [
    *(_memo(name, source) for name, source in MEMOS.items()),
    shared(
        "name_bound_by_getattr_of_the_module",
        LAZY,
        "import keep\n\ndef test_{}():\n    assert keep.NUMBER == 3\n",
        {"keep/numbers.py": Swap("3", "4")},
        with_workers=False,
    ),
    shared(
        "plugin_added_that_is_found_once",
        FOUND_ONCE,
        _ASKS,
        {"plugs/two.py": "import keep\n\nkeep.KNOWN.append(1)\n"},
        with_workers=False,
    ),
]
