"""What stands at the level of a module: who can tell another value, import, decorator or registration from the old."""

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
        "default_argument",
        {
            "lib.py": """
                STEP = 1

                def one(step=STEP):
                    return step

                def two():
                    return 2
            """,
            "test_it.py": USES_LIB,
        },
        {"lib.py": Swap("STEP = 1", "STEP = 10")},
        must="test_one",
        rests="test_two",
    ),
    scenario(
        "default_argument_itself",
        {
            "lib.py": "def one(step=1):\n    return step\n\ndef two():\n    return 2\n",
            "test_it.py": USES_LIB,
        },
        {"lib.py": Swap("step=1", "step=5")},
        must="test_one",
        rests="test_two",
    ),
    scenario(
        "decorator_changed",
        {
            "lib.py": """
                def same(function):
                    return function

                def twice(function):
                    return lambda: 2 * function()

                @same
                def one():
                    return 1

                def two():
                    return 2
            """,
            "test_it.py": USES_LIB,
        },
        {"lib.py": Swap("@same", "@twice")},
        must="test_one",
    ),
    scenario(
        "decorator_body_changed",
        {
            "decorators.py": "def deco(function):\n    return lambda: function() + 0\n",
            "lib.py": """
                from decorators import deco

                @deco
                def one():
                    return 1

                def two():
                    return 2
            """,
            "test_it.py": USES_LIB,
            "test_else.py": "def test_else(): pass\n",
        },
        {"decorators.py": Swap("+ 0", "+ 1")},
        must="test_one",
        rests="test_else",
    ),
    scenario(
        "decorator_added_that_is_pure",
        {
            "lib.py": "import functools\n\ndef one():\n    return 1\n\ndef two():\n    return 2\n",
            "test_it.py": USES_LIB,
        },
        {"lib.py": Swap("def one", "@functools.cache\ndef one")},
        must="test_one",
        rests="test_two",
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
    scenario(
        "lambda_at_module_level",
        {
            "lib.py": "one = lambda: 1\ntwo = lambda: 2\n",
            "test_it.py": USES_LIB,
        },
        {"lib.py": Swap(": 1", ": 3")},
        must="test_one",
        rests="test_two",
    ),
    scenario(
        "comprehension_at_module_level",
        {
            "lib.py": "NAMES = [name.upper() for name in 'ab']\n\ndef two():\n    return 2\n",
            "test_it.py": """
                import lib

                def test_names():
                    assert lib.NAMES == ['A', 'B']

                def test_two():
                    assert lib.two() == 2
            """,
        },
        {"lib.py": Swap("'ab'", "'abc'")},
        must="test_names",
    ),
    scenario(
        "nested_function",
        {
            "lib.py": """
                def one():
                    def inner():
                        return 1
                    return inner()

                def two():
                    def inner():
                        return 2
                    return inner()
            """,
            "test_it.py": USES_LIB,
        },
        {"lib.py": Swap("return 1", "return 4")},
        must="test_one",
        rests="test_two",
    ),
    scenario(
        "conditional_definition",
        {
            "flags.py": "FAST = False\nOTHER = 1\n",
            "lib.py": """
                from flags import FAST

                if FAST:
                    def one():
                        return 0
                else:
                    def one():
                        return 1

                def two():
                    return 2
            """,
            "test_it.py": USES_LIB,
        },
        {"flags.py": Swap("False", "True")},
        must="test_one",
        rests="test_two",
    ),
    scenario(
        "import_fallback_found",
        {
            "lib.py": """
                try:
                    from fast import one
                except ImportError:
                    def one():
                        return 1

                def two():
                    return 2
            """,
            "test_it.py": USES_LIB,
            "test_else.py": "def test_else(): pass\n",
        },
        {"fast.py": "def one():\n    return 0\n"},
        must="test_one",
        rests="test_else",
    ),
    scenario(
        "import_fallback_lost",
        {
            "fast.py": "def one():\n    return 1\n",
            "lib.py": """
                try:
                    from fast import one
                except ImportError:
                    def one():
                        return 0

                def two():
                    return 2
            """,
            "test_it.py": USES_LIB,
            "test_else.py": "def test_else(): pass\n",
        },
        {"fast.py": None},
        must="test_one",
        rests="test_else",
    ),
    scenario(
        "package_in_place_of_module",
        {
            "lib.py": "def one():\n    return 1\n\ndef two():\n    return 2\n",
            "test_it.py": USES_LIB,
            "test_else.py": "def test_else(): pass\n",
        },
        {"lib/__init__.py": "def one():\n    return 0\n\ndef two():\n    return 2\n"},
        must="test_one",
        rests="test_else",
    ),
    scenario(
        "signature_without_a_call",
        {
            "lib.py": "def one():\n    return 1\n\ndef two():\n    return 2\n",
            "test_it.py": """
                import inspect, lib, pytest

                def test_arguments():
                    assert not inspect.signature(lib.one).parameters

                def test_refuses():
                    with pytest.raises(TypeError):
                        lib.one(5)

                def test_two():
                    assert lib.two() == 2
            """,
        },
        {"lib.py": Swap("def one()", "def one(number=1)")},
        must="test_arguments test_refuses",
        rests="test_two",
    ),
    scenario(
        "becomes_generator_uncalled_body",
        {
            "lib.py": "def one():\n    return 1\n\ndef two():\n    return 2\n",
            "test_it.py": """
                import inspect, lib

                def test_kind():
                    assert not inspect.isgeneratorfunction(lib.one)

                def test_two():
                    assert lib.two() == 2
            """,
        },
        {"lib.py": Swap("return 1", "yield 1")},
        must="test_kind",
        rests="test_two",
    ),
    scenario(
        "function_replaced_by_constant",
        {
            "lib.py": "def one():\n    return 1\n\ndef two():\n    return 2\n",
            "test_it.py": """
                import lib

                def test_callable():
                    assert callable(lib.one)

                def test_two():
                    assert lib.two() == 2
            """,
        },
        {"lib.py": "one = 1\n\ndef two():\n    return 2\n"},
        must="test_callable",
        rests="test_two",
    ),
]
