"""What happens to tests themselves, and more than one edit after another."""

from __future__ import annotations

from tests.scenarios.scenario import Moved, Scenario, Step, Swap

LIB = "def one():\n    return 1\n\ndef two():\n    return 2\n"
TESTS = "import lib\n\ndef test_one():\n    assert lib.one() == 1\n\ndef test_two():\n    assert lib.two() == 2\n"
FILES = {"lib.py": LIB, "test_it.py": TESTS}
BREAK = {"lib.py": Swap("return 1", "return 0")}
MEND = {"lib.py": Swap("return 0", "return 1")}
PARAMETERS = (
    "import pytest\n\n@pytest.mark.parametrize('number', [1, 2])\ndef test_number(number):\n    assert number < 3\n"
)

SCENARIOS = [
    Scenario("nothing", FILES, (Step(rests="*"), Step(rests="*"))),
    Scenario("touched", FILES, (Step({"lib.py": LIB, "test_it.py": TESTS}, rests="*"),)),
    Scenario(
        "everything_edited",
        FILES,
        (Step({"lib.py": "def one():\n    return 3\n\ndef two():\n    return 4\n"}, must="test_one test_two"),),
    ),
    Scenario(
        "broken_and_mended", FILES, (Step(BREAK, must="test_one", rests="test_two"), Step(MEND, rests="test_two"))
    ),
    Scenario(
        "to_and_fro",
        FILES,
        (
            Step({"lib.py": Swap("return 1", "return 2 - 1")}, must="test_one", rests="test_two"),
            Step({"lib.py": Swap("return 2 - 1", "return 1")}, rests="*"),
            Step({"lib.py": Swap("return 1", "return 2 - 1")}, rests="*"),
        ),
    ),
    Scenario(
        "module_level_to_and_fro",
        {"lib.py": "LIMIT = 3\n", "test_it.py": "import lib\n\ndef test_limit():\n    assert lib.LIMIT < 9\n"},
        (
            Step({"lib.py": "LIMIT = 4\n"}, must="test_limit"),
            Step({"lib.py": "LIMIT = 3\n"}, rests="*"),
            Step({"lib.py": "LIMIT = 4\n"}, rests="*"),
        ),
    ),
    Scenario(
        "two_edits_without_a_run",
        FILES,
        (
            Step({"lib.py": Swap("return 1", "return 0")}, runs=False),
            Step({"lib.py": Swap("return 2", "return 3")}, must="test_one test_two"),
        ),
    ),
    Scenario(
        "edit_undone_without_a_run",
        FILES,
        (Step(BREAK, runs=False), Step(MEND, rests="*")),
    ),
    Scenario(
        "idle_edit_then_a_real_one",
        FILES,
        (
            Step({"lib.py": LIB + "\nWORD = 'x'\n"}, rests="*"),
            Step({"lib.py": LIB + "\nWORD = 'y'\n"}, rests="*"),
            Step({"lib.py": LIB + "\nWORD = 'y'\n\ndef one():\n    return 7\n"}, must="test_one", rests="test_two"),
        ),
    ),
    Scenario(
        "failure_that_nobody_edits",
        {"lib.py": LIB, "test_it.py": TESTS.replace("== 1", "== 9")},
        (
            Step(must="test_one", rests="test_two"),
            Step({"lib.py": Swap("return 2", "return 4 - 2")}, must="test_one test_two"),
        ),
    ),
    Scenario("test_added", FILES, (Step({"test_it.py": TESTS + "\ndef test_new(): assert 0\n"}, must="test_new"),)),
    Scenario(
        "test_added_at_the_end_of_a_file",
        FILES,
        (Step({"test_it.py": TESTS + "\ndef test_new(): pass\n"}, must="test_new", rests="test_one test_two"),),
    ),
    Scenario(
        "test_file_added",
        FILES,
        (Step({"test_new.py": "def test_new(): pass\n"}, must="test_new", rests="test_one test_two"),),
    ),
    Scenario(
        "test_deleted",
        FILES,
        (Step({"test_it.py": "import lib\n\ndef test_two():\n    assert lib.two() == 2\n"}, rests="test_two"),),
    ),
    Scenario(
        "test_file_deleted",
        {**FILES, "test_else.py": "def test_else(): pass\n"},
        (Step({"test_else.py": None}, rests="*"),),
    ),
    Scenario(
        "test_renamed",
        FILES,
        (Step({"test_it.py": Swap("def test_one", "def test_first")}, must="test_first", rests="test_two"),),
    ),
    Scenario("test_file_renamed", FILES, (Step({"test_it.py": Moved("test_other.py")}, must="test_one test_two"),)),
    Scenario("test_file_moved", FILES, (Step({"test_it.py": Moved("below/test_it.py")}, must="test_one test_two"),)),
    Scenario(
        "tests_parametrised_anew",
        {"test_it.py": PARAMETERS},
        (
            Step({"test_it.py": Swap("[1, 2]", "[1, 2, 3]")}, must="test_number[3]"),
            Step({"test_it.py": Swap("[1, 2, 3]", "[1, 2]")}),
        ),
    ),
    Scenario(
        "test_hidden_by_a_second_of_its_name",
        {"test_it.py": "def test_it():\n    pass\n"},
        (Step({"test_it.py": "def test_it():\n    pass\n\ndef test_it():\n    assert 0\n"}, must="test_it"),),
    ),
    Scenario(
        "module_moved",
        {"pack/__init__.py": "", "pack/lib.py": LIB, "test_it.py": TESTS.replace("import lib", "from pack import lib")},
        (
            Step({"pack/lib.py": Moved("pack/other.py")}),
            Step({"pack/other.py": Moved("pack/lib.py")}, rests="*"),
        ),
    ),
    Scenario(
        "source_that_cannot_be_parsed",
        FILES,
        (
            Step({"lib.py": "def one(:\n"}),
            Step({"lib.py": LIB}),
        ),
    ),
    Scenario(
        "skip_that_depends_on_a_constant",
        {
            "flags.py": "READY = False\n",
            "test_it.py": "import flags, pytest\n\n@pytest.mark.skipif(not flags.READY, reason='not ready')\n"
            "def test_it():\n    assert 0\n\ndef test_else():\n    pass\n",
        },
        (Step({"flags.py": "READY = True\n"}, must="test_it"),),
    ),
    Scenario(
        "expected_failure_passes",
        {
            "lib.py": LIB,
            "test_it.py": "import lib, pytest\n\n@pytest.mark.xfail\ndef test_it():\n    assert lib.one() == 2\n",
        },
        (Step({"lib.py": Swap("return 1", "return 2")}, must="test_it"),),
    ),
]
