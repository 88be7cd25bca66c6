"""Constants, imports and registrations at the level of a module: who can tell another value from the old."""

from __future__ import annotations

from tests.scenarios.scenario import Scenario, Step, Swap, scenario

USES_LIB = """
    import lib

    def test_one():
        assert lib.one() == 1

    def test_two():
        assert lib.two() == 2
"""

SCENARIOS = [
    scenario(
        "constant_from",
        {
            "lib.py": "LIMIT = 3\nOTHER = 1\n",
            "test_limit.py": "from lib import LIMIT\n\ndef test_limit():\n    assert LIMIT == 3\n",
            "test_other.py": "from lib import OTHER\n\ndef test_other():\n    assert OTHER == 1\n",
        },
        {"lib.py": Swap("3", "4")},
        must="test_limit",
        rests="test_other",
    ),
    scenario(
        "constant_by_module",
        {
            "lib.py": "LIMIT = 3\nOTHER = 1\n",
            "test_it.py": """
                import lib

                def test_limit():
                    assert lib.LIMIT == 3

                def test_other():
                    assert lib.OTHER == 1
            """,
        },
        {"lib.py": Swap("3", "4")},
        must="test_limit",
        rests="test_other",
    ),
    scenario(
        "constant_of_constant",
        {
            "base.py": "DAY = 24\nYEAR = 365\n",
            "lib.py": "from base import DAY\nWEEK = 7 * DAY\nNAME = 'week'\n",
            "test_it.py": """
                import lib as library

                def test_week():
                    assert library.WEEK == 168

                def test_name():
                    assert library.NAME == 'week'
            """,
        },
        {"base.py": Swap("24", "25")},
        must="test_week",
        rests="test_name",
    ),
    scenario(
        "constant_through_package",
        {
            "pack/__init__.py": "from pack.values import LIMIT\n",
            "pack/values.py": "LIMIT = 3\nOTHER = 4\n",
            "test_it.py": """
                import pack
                import pack.values

                def test_limit():
                    assert pack.LIMIT == 3

                def test_other():
                    assert pack.values.OTHER == 4
            """,
        },
        {"pack/values.py": Swap("3", "5")},
        must="test_limit",
        rests="test_other",
    ),
    scenario(
        "registry_by_decorator",
        {
            "registry.py": "KNOWN = []\n\ndef register(function):\n    KNOWN.append(function.__name__)\n",
            "plugs.py": "from registry import register\n\n@register\ndef first():\n    pass\n",
            "test_it.py": """
                import plugs, registry

                def test_known():
                    assert registry.KNOWN == ['first']
            """,
            "test_else.py": "def test_else(): pass\n",
        },
        {"plugs.py": Swap("def first", "def second(): pass\n\n@register\ndef first")},
        must="test_known",
        rests="test_else",
    ),
    scenario(
        "star_import_new_name_shadows",
        {
            "base.py": "VALUE = 1\n",
            "over.py": "OTHER = 2\n",
            "lib.py": "from base import *\nfrom over import *\n",
            "test_it.py": """
                import lib

                def test_value():
                    assert lib.VALUE == 1

                def test_other():
                    assert lib.OTHER == 2
            """,
        },
        {"over.py": "OTHER = 2\nVALUE = 3\n"},
        must="test_value",
        rests="test_other",
    ),
    scenario(
        "all_narrowed",
        {
            "base.py": "__all__ = ['one', 'two']\n\ndef one():\n    return 1\n\ndef two():\n    return 2\n",
            "lib.py": "from base import *\n",
            "test_it.py": USES_LIB,
        },
        {"base.py": Swap("'one', ", "")},
        must="test_one",
    ),
    scenario(
        "module_getattr",
        {
            "lib.py": """
                def __getattr__(name):
                    if name == 'LIMIT':
                        return 3
                    raise AttributeError(name)

                def two():
                    return 2
            """,
            "test_it.py": """
                import lib

                def test_limit():
                    assert lib.LIMIT == 3
            """,
            # Importing from `lib` calls it, and so does pytest, which asks what a test module holds for attributes.
            "beside.py": "import lib\n\ndef two():\n    return lib.two()\n",
            "test_two.py": "import beside\n\ndef test_two():\n    assert beside.two() == 2\n",
        },
        {"lib.py": Swap("3", "4")},
        must="test_limit",
        rests="test_two",
    ),
    scenario(
        "name_hides_module_getattr",
        {
            "lib.py": "def __getattr__(name):\n    return 3\n",
            "test_it.py": "import lib\n\ndef test_limit():\n    assert lib.LIMIT == 3\n",
            "test_else.py": "def test_else(): pass\n",
        },
        {"lib.py": "def __getattr__(name):\n    return 3\n\nLIMIT = 4\n"},
        must="test_limit",
        rests="test_else",
    ),
    scenario(
        "name_shadows_builtin",
        {
            "lib.py": "def one():\n    return len('a')\n\ndef two():\n    return 2\n",
            "test_it.py": USES_LIB,
        },
        {"lib.py": "def one():\n    return len('a')\n\ndef two():\n    return 2\n\ndef len(text):\n    return 7\n"},
        must="test_one",
        rests="test_two",
    ),
    scenario(
        "name_shadows_import",
        {
            "base.py": "def one():\n    return 1\n",
            "lib.py": "from base import one\n\ndef two():\n    return 2\n",
            "test_it.py": USES_LIB,
        },
        {"lib.py": "from base import one\n\ndef two():\n    return 2\n\ndef one():\n    return 0\n"},
        must="test_one",
        rests="test_two",
    ),
    Scenario(
        "settings_module",
        {
            "conf/settings_a.py": "FEATURE = True\nLIMIT = 3\n",
            "access.py": """
                import importlib, os

                class Settings:
                    def __init__(self):
                        self._module = importlib.import_module(os.environ['APP_SETTINGS'])

                    def __getattr__(self, name):
                        return getattr(self._module, name)

                settings = Settings()
            """,
            "test_it.py": """
                from access import settings

                def test_limit():
                    assert settings.LIMIT == 3

                def test_feature():
                    assert settings.FEATURE
            """,
            "test_else.py": "def test_else(): pass\n",
        },
        (Step({"conf/settings_a.py": Swap("3", "4")}, must="test_limit", rests="test_else"),),
        environment={"APP_SETTINGS": "conf.settings_a"},
    ),
    scenario(
        "code_executed_at_import",
        {
            "calc.py": "def compute():\n    return 3\n\ndef unused():\n    return 0\n",
            "lib.py": "import calc\n\nVALUE = calc.compute()\n",
            "test_it.py": "import lib\n\ndef test_value():\n    assert lib.VALUE == 3\n",
            "test_else.py": "import calc\n\ndef test_unused():\n    assert calc.unused() == 0\n",
        },
        {"calc.py": Swap("3", "4")},
        must="test_value",
        rests="test_unused",
    ),
    scenario(
        "monkeypatching_module",
        {
            "lib.py": "def one():\n    return 1\n\ndef two():\n    return 2\n",
            "patches.py": "import lib\n",
            "conftest.py": "import patches\n",
            "test_it.py": USES_LIB,
        },
        {"patches.py": "import lib\nlib.one = lambda: 5\n"},
        must="test_one",
    ),
]
