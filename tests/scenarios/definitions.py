"""Functions at the level of a module: signatures, decorators, conditions, and how they are found."""

from __future__ import annotations

from tests.scenarios.scenario import Swap, scenario

USES_LIB = """
    import lib

    def test_one():
        assert lib.one() == 1

    def test_two():
        assert lib.two() == 2
"""

SCENARIOS = [
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
