"""What is added, moved or reworded: nobody runs who can't notice; who looks for it does."""

from __future__ import annotations

from collections.abc import Mapping

from tests.scenarios.scenario import Change, Scenario, Swap, scenario

LIB = """
    # The first line.
    import string

    LIMIT = 3

    def one():
        return 1

    def two():
        return 2

    class Box:
        size = 3

        def area(self):
            return self.size ** 2

        def _inner(self):
            return LIMIT
"""
USERS = """
    import lib
    from lib import Box

    def test_one():
        assert lib.one() == 1

    def test_limit():
        assert lib.LIMIT == 3

    def test_area():
        assert Box().area() == 9
"""
LOOKS = """
    import pytest, lib

    @pytest.mark.parametrize('name', ['three'])
    def test_by_name(name):
        assert getattr(lib, name, None) is None

    def test_listing():
        assert 'three' not in dir(lib)

    def test_star():
        names = {}
        exec('from lib import *', names)
        assert 'three' not in names
"""


def _nobody(name: str, edit: Mapping[str, Change]) -> Scenario:
    return scenario(name, {"lib.py": LIB, "test_users.py": USERS}, edit, rests="*")


SCENARIOS = [
    _nobody("unused_function_added", {"lib.py": Swap("def two", "def three():\n    return 3\n\ndef two")}),
    _nobody("unused_class_added", {"lib.py": Swap("class Box", "class Crate:\n    size = 1\n\nclass Box")}),
    _nobody(
        "unused_method_added",
        {"lib.py": Swap("    def _inner", "    def volume(self):\n        return 1\n\n    def _inner")},
    ),
    _nobody("unused_function_removed", {"lib.py": Swap("def two():\n    return 2\n\n", "")}),
    _nobody("unused_function_edited", {"lib.py": Swap("return 2", "return 22")}),
    _nobody("unused_constant_added", {"lib.py": Swap("LIMIT = 3", "LIMIT = 3\nWORST = [9, 8]")}),
    _nobody("plain_import_added", {"lib.py": Swap("import string", "import string\nimport textwrap")}),
    _nobody("plain_import_removed", {"lib.py": Swap("import string\n", "")}),
    _nobody("comment_added", {"lib.py": Swap("    return 1", "    # the number\n    return 1  # it is one")}),
    _nobody("comment_reworded", {"lib.py": Swap("# The first line.", "# Another first line.")}),
    _nobody("formatted", {"lib.py": Swap("return self.size ** 2", "return (\n            self.size**2\n        )")}),
    _nobody("docstring_added", {"lib.py": Swap("def one():\n", "def one():\n    '''Return one.'''\n")}),
    _nobody(
        "function_moved_in_its_file",
        {
            "lib.py": Swap(
                "def one():\n    return 1\n\ndef two():\n    return 2\n",
                "def two():\n    return 2\n\ndef one():\n    return 1\n",
            )
        },
    ),
    _nobody(
        "type_checking_block_added",
        {
            "lib.py": Swap(
                "import string",
                "import string\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import nowhere",
            )
        },
    ),
    _nobody("annotation_of_unused_function", {"lib.py": Swap("def two():", "def two() -> int:")}),
    scenario(
        "function_added_that_is_looked_for",
        {"lib.py": LIB, "test_users.py": USERS, "test_looks.py": LOOKS},
        {"lib.py": Swap("def two", "def three():\n    return 3\n\ndef two")},
        must="test_by_name[three] test_listing test_star",
        rests="test_one test_limit test_area",
    ),
    scenario(
        "name_in_test_parameters",
        {
            "lib.py": LIB,
            "test_users.py": USERS,
            "test_looks.py": """
                import pytest, lib
                from look import look

                @pytest.mark.parametrize('name', ['three'])
                def test_by_name(name):
                    assert look(name) is None
            """,
            "look.py": "import lib\n\ndef look(name):\n    return vars(lib).get(name)\n",
        },
        {"lib.py": Swap("LIMIT = 3", "LIMIT = 3\nthree = 3")},
        must="test_by_name[three]",
        rests="test_one test_limit test_area",
    ),
    scenario(
        "docstring_read",
        {
            "lib.py": "def one():\n    '''Return one.'''\n    return 1\n",
            "test_it.py": """
                import lib

                def test_words():
                    assert lib.one.__doc__ == 'Return one.'

                def test_one():
                    assert lib.one() == 1
            """,
        },
        {"lib.py": Swap("Return one.", "Return 1.")},
        must="test_words",
        rests="test_one",
    ),
    scenario(
        "docstring_read_by_library",
        {
            "lib.py": "def one():\n    '''Return one.'''\n    return 1\n",
            "test_it.py": """
                import inspect, lib

                def test_words():
                    assert inspect.getdoc(lib.one) == 'Return one.'

                def test_one():
                    assert lib.one() == 1
            """,
        },
        {"lib.py": Swap("Return one.", "Return 1.")},
        must="test_words",
        rests="test_one",
    ),
    scenario(
        "doctest",
        {
            "lib.py": "def one():\n    '''Return one.\n\n    >>> one()\n    1\n"
            "    '''\n    return 1\n\ndef two():\n    return 2\n",
            "test_it.py": "import lib\n\ndef test_two():\n    assert lib.two() == 2\n",
        },
        {"lib.py": Swap("    1\n    '", "    7\n    '")},
        must="lib.one",
        rests="test_two",
        arguments=("--doctest-modules",),
    ),
    scenario(
        "lines_read_by_traceback",
        {
            "lib.py": "def boom():\n    raise ValueError\n\ndef two():\n    return 2\n",
            "test_it.py": """
                import lib

                def test_line():
                    try:
                        lib.boom()
                    except ValueError as error:
                        assert error.__traceback__.tb_next.tb_lineno == 2

                def test_two():
                    assert lib.two() == 2
            """,
        },
        {"lib.py": Swap("raise ValueError", "raise ValueError('it')")},
        must="test_line",
        rests="test_two",
    ),
    scenario(
        "source_read_by_inspect",
        {
            "lib.py": "def one():\n    return 1  # first\n\ndef two():\n    return 2\n",
            "test_it.py": """
                import inspect, lib

                def test_source():
                    assert '# first' in inspect.getsource(lib.one)

                def test_two():
                    assert lib.two() == 2
            """,
        },
        {"lib.py": Swap("first", "second")},
        must="test_source",
        rests="test_two",
    ),
]
