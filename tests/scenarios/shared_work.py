"""What is done once per process and then reused: the second user must run as well as the first, whoever came first.

`test_a.py` holds the first user, `test_b.py` the second, and `test_c.py` one that has nothing to do with it.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.scenarios.scenario import Change, Scenario, Step, Swap

LIB = "def compute():\n    return 3\n\ndef unused():\n    return 0\n"
CALC = {"calc.py": Swap("return 3", "return 4")}
"""The edit of nearly all scenarios here: what is computed once is another number."""
LATE = {"late.py": "NUMBER = 3\n", "heavy.py": "import calc\n\nNUMBER = calc.compute()\n"}
"""Modules that nobody imports but at the last moment."""
FIXTURE = "import calc, pytest\n\n@pytest.fixture(scope='{}'{})\ndef number():\n    return calc.compute()\n"
USER = "def test_{}(number):\n    assert number == 3\n"
ASKS = "import keep\n\ndef test_{}():\n    assert keep.{} == 3\n"


def shared(
    name: str,
    files: Mapping[str, Change],
    user: str,
    edit: Mapping[str, Change] = CALC,
    must: str = "test_a test_b",
    rests: str = "test_c",
    arguments: tuple[str, ...] = (),
    with_workers: bool = True,
) -> Scenario:
    """Return a scenario of two files with the same user, `test_{}` in them."""
    users = {f"test_{letter}.py": user.replace("test_{}", f"test_{letter}") for letter in "ab"}
    return Scenario(
        name,
        {
            **LATE,
            "calc.py": LIB,
            **files,
            **users,
            "test_c.py": "import calc\n\ndef test_c(): assert calc.unused() == 0\n",
        },
        (Step(edit, must=must, rests=rests),),
        shared=with_workers,
        arguments=arguments,
    )


def kept(
    name: str, keep: str, expression: str, edit: Mapping[str, Change] = CALC, with_workers: bool = True
) -> Scenario:
    """Return a scenario of a module `keep`, and an expression on it that is 3."""
    user = ASKS.replace("{} ==", f"{expression} ==")
    return shared(name, {"keep.py": keep}, user, edit, with_workers=with_workers)


SCENARIOS = [
    *(
        shared(f"fixture_of_{scope}", {"conftest.py": FIXTURE.format(scope, "")}, USER)
        for scope in ("session", "package", "module", "class", "function")
    ),
    shared(
        "fixture_autouse",
        {"conftest.py": FIXTURE.format("session", ", autouse=True")},
        "def test_{}(request):\n    assert request.getfixturevalue('number') == 3\n",
        rests="",
    ),
    shared(
        "fixture_parametrised",
        {
            "conftest.py": """
                import calc, pytest

                @pytest.fixture(scope='session', params=[0, 1])
                def number(request):
                    return calc.compute() if request.param else 3
            """,
        },
        USER,
        must="test_a[1] test_b[1]",
        rests="test_c test_a[0] test_b[0]",
    ),
    shared(
        "fixture_indirect",
        {
            "conftest.py": """
                import calc, pytest

                @pytest.fixture(scope='session')
                def number(request):
                    return calc.compute() * request.param
            """,
        },
        "import pytest\n\n@pytest.mark.parametrize('number', [1], indirect=True)\n" + USER,
        must="test_a[1] test_b[1]",
    ),
    shared(
        "fixture_teardown",
        {
            "conftest.py": """
                import calc, pytest

                @pytest.fixture(scope='session')
                def number():
                    yield 3
                    calc.compute()
            """,
        },
        USER,
    ),
    shared(
        "fixture_of_a_fixture",
        {
            "conftest.py": FIXTURE.format("session", "").replace("def number", "def inner")
            + "\n@pytest.fixture(scope='module')\ndef number(inner):\n    return inner\n",
        },
        USER,
    ),
    shared(
        "set_up_class",
        {},
        """
        import calc, unittest

        class Test(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                cls.number = calc.compute()

            def test_{}(self):
                assert self.number == 3

            def test_second(self):
                assert self.number == 3
        """,
        must="Test::test_a Test::test_b Test::test_second",
    ),
    shared(
        "set_up_data_in_a_base_class",
        {
            "base.py": """
                import unittest

                class Case(unittest.TestCase):
                    @classmethod
                    def setUpClass(cls):
                        super().setUpClass()
                        cls.setUpTestData()

                    @classmethod
                    def setUpTestData(cls):
                        pass
            """,
        },
        """
        import base, calc

        class Test(base.Case):
            @classmethod
            def setUpTestData(cls):
                cls.number = calc.compute()

            def test_{}(self):
                assert self.number == 3

            def test_second(self):
                assert self.number == 3
        """,
        must="Test::test_a Test::test_b Test::test_second",
    ),
    shared(
        "setup_module",
        {},
        """
        import calc

        def setup_module(module):
            module.number = calc.compute()

        def test_{}():
            assert number == 3

        def test_second():
            assert number == 3
        """,
        must="test_a test_b test_second",
    ),
    kept(
        "lru_cache",
        "import calc, functools\n\n@functools.lru_cache(maxsize=1)\ndef get():\n    return calc.compute()\n",
        "get()",
    ),
    kept(
        "cache", "import calc\nfrom functools import cache\n\n@cache\ndef get():\n    return calc.compute()\n", "get()"
    ),
    kept(
        "cache_inside_a_cache",
        "import calc\nfrom functools import cache\n\n@cache\ndef inner():\n    return calc.compute()\n\n"
        "@cache\ndef get():\n    return inner()\n",
        "get()",
    ),
    shared(
        "cache_by_another_name",
        {
            "keep.py": "import calc\nfrom functools import cache\n\n@cache\ndef get():\n    return calc.compute()\n",
            "names.py": "from keep import get as fetch\n\nother = fetch\n",
        },
        "import names\n\ndef test_{}():\n    assert names.other() == 3\n",
    ),
    kept(
        "cache_of_a_lambda",
        "import calc, functools\n\nget = functools.cache(lambda: calc.compute())\n",
        "get()",
    ),
    kept(
        "cache_of_a_method",
        """
        import calc, functools

        class Keeper:
            @functools.cache
            def get(self):
                return calc.compute()

        keeper = Keeper()
        """,
        "keeper.get()",
    ),
    kept(
        "cached_property",
        """
        import calc, functools

        class Keeper:
            @functools.cached_property
            def number(self):
                return calc.compute()

        keeper = Keeper()
        """,
        "keeper.number",
    ),
    kept(
        # More of them than are told apart, and only the last one lasts, and computes anything.
        "cached_property_after_many",
        """
        import calc, functools

        class Keeper:
            def __init__(self, computes):
                self.computes = computes

            @functools.cached_property
            def number(self):
                return calc.compute() if self.computes else 3

        keeper = Keeper(True)

        def get():
            if "number" not in vars(keeper):
                assert {Keeper(False).number for _ in range(20)} == {3}
            return keeper.number
        """,
        "get()",
    ),
    kept(
        "cache_of_many",
        """
        import calc, functools

        @functools.cache
        def compute(number):
            return calc.compute() if number == 299 else 3

        def get():
            return [compute(number) for number in range(300)][-1]
        """,
        "get()",
    ),
    kept(
        "lazy_import",
        "def get():\n    import late\n    return late.NUMBER\n",
        "get()",
        {"late.py": Swap("3", "4")},
    ),
    kept(
        "lazy_import_by_name",
        "import importlib\n\ndef get():\n    return importlib.import_module('late').NUMBER\n",
        "get()",
        {"late.py": Swap("3", "4")},
    ),
    kept(
        "lazy_import_of_what_computes",
        "def get():\n    import heavy\n    return heavy.NUMBER\n",
        "get()",
    ),
    kept(
        "pool_started_at_import",
        """
        import calc
        from concurrent.futures import ThreadPoolExecutor

        pool = ThreadPoolExecutor(1)
        pool.submit(int).result()

        def get():
            return pool.submit(calc.compute).result()
        """,
        "get()",
    ),
    kept(
        "thread_that_serves",
        """
        import calc, queue, threading

        asked, told = queue.Queue(), queue.Queue()

        def serve():
            while True:
                asked.get()
                told.put(calc.compute())

        threading.Thread(target=serve, daemon=True).start()

        def get():
            asked.put(1)
            return told.get()
        """,
        "get()",
    ),
    kept(
        "generator_resumed",
        """
        import calc

        def numbers():
            while True:
                yield calc.compute()

        source = numbers()
        """,
        "source.__next__()",
    ),
    kept(
        "generator_body_after_first_yield",
        """
        def numbers():
            yield 3
            while True:
                value = 3
                yield value

        source = numbers()
        """,
        "source.__next__()",
        {"keep.py": Swap("value = 3", "value = 4")},
    ),
]
