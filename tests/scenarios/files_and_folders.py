"""What is read, listed, or looked for in vain: in a test, in a fixture, and while a module is imported."""

from __future__ import annotations

from tests.scenarios.scenario import Link, Scenario, Step, Swap, scenario

ELSE = {"test_else.py": "def test_else(): pass\n"}
HERE = "import pathlib\n\nHERE = pathlib.Path(__file__).parent\n"

SCENARIOS = [
    scenario(
        "document_parsed_by_lxml",
        {
            "course/unit.xml": "<unit n='3'/>",
            "test_it.py": """
                from lxml import etree

                def test_unit():
                    assert etree.parse('course/unit.xml').getroot().get('n') == '3'

                def test_text():
                    assert etree.fromstring('<a/>').tag == 'a'
            """,
        },
        {"course/unit.xml": "<unit n='4'/>"},
        must="test_unit",
        rests="test_text",
    ),
    scenario(
        "json_read_in_test",
        {
            "numbers.json": '{"it": 3}',
            "others.json": '{"it": 4}',
            "place.py": HERE,
            "test_it.py": """
                import json, place

                def test_numbers():
                    assert json.loads((place.HERE / 'numbers.json').read_text()) == {'it': 3}

                def test_others():
                    with open('others.json') as file:
                        assert json.load(file) == {'it': 4}
            """,
        },
        {"numbers.json": '{"it": 5}'},
        must="test_numbers",
        rests="test_others",
    ),
    scenario(
        "json_read_at_import",
        {
            "numbers.json": '{"it": 3}',
            "lib.py": HERE + "import json\nNUMBERS = json.loads((HERE / 'numbers.json').read_text())\n",
            "test_it.py": "import lib\n\ndef test_it():\n    assert lib.NUMBERS == {'it': 3}\n",
            **ELSE,
        },
        {"numbers.json": '{"it": 5}'},
        must="test_it",
        rests="test_else",
    ),
    Scenario(
        "yaml_read_by_fixture",
        {
            "numbers.yaml": "it: 3\n",
            "conftest.py": """
                import pytest

                @pytest.fixture(scope='session')
                def numbers():
                    return dict(line.split(': ') for line in open('numbers.yaml').read().splitlines())
            """,
            "test_a.py": "def test_a(numbers): assert numbers['it'] == '3'\n",
            "test_b.py": "def test_b(numbers): assert numbers['it'] == '3'\n",
            **ELSE,
        },
        (Step({"numbers.yaml": Swap("3", "5")}, must="test_a test_b", rests="test_else"),),
        shared=True,
    ),
    Scenario(
        "file_read_by_cached_function",
        {
            "words.txt": "one\n",
            "lib.py": "import functools\n\n@functools.cache\ndef words():\n    return open('words.txt').read()\n",
            "test_a.py": "import lib\n\ndef test_a(): assert lib.words() == 'one\\n'\n",
            "test_b.py": "import lib\n\ndef test_b(): assert lib.words() == 'one\\n'\n",
            **ELSE,
        },
        (Step({"words.txt": "two\n"}, must="test_a test_b", rests="test_else"),),
        shared=True,
    ),
    scenario(
        "glob_finds_new_file",
        {
            "cases/one.txt": "1",
            "test_it.py": """
                import glob, os, pathlib

                def test_glob():
                    assert len(glob.glob('cases/*.txt')) == 1

                def test_path_glob():
                    assert len(list(pathlib.Path('cases').glob('*.txt'))) == 1

                def test_list():
                    assert os.listdir('cases') == ['one.txt']

                def test_walk():
                    assert [len(files) for _, _, files in os.walk('cases')] == [1]

                def test_one():
                    assert open('cases/one.txt').read() == '1'
            """,
        },
        {"cases/two.txt": "2"},
        must="test_glob test_path_glob test_list test_walk",
        rests="test_one",
    ),
    scenario(
        "parameters_from_a_folder",
        {
            "cases/one.txt": "1",
            "test_it.py": """
                import pathlib, pytest

                @pytest.mark.parametrize('path', sorted(pathlib.Path('cases').iterdir()), ids=lambda path: path.name)
                def test_case(path):
                    assert path.read_text() == '1'
            """,
            **ELSE,
        },
        {"cases/two.txt": "2"},
        must="test_case[two.txt]",
        rests="test_else",
    ),
    scenario(
        "path_looked_for_appears",
        {
            "test_it.py": """
                import os, pathlib, pytest

                def test_exists():
                    assert not os.path.exists('local.cfg')

                def test_is_file():
                    assert not pathlib.Path('local.cfg').is_file()

                def test_open():
                    with pytest.raises(FileNotFoundError):
                        open('local.cfg')

                def test_isfile():
                    assert not os.path.isfile('local.cfg')

                def test_access():
                    assert not os.access('local.cfg', os.R_OK)

                def test_other():
                    assert not os.path.exists('other.cfg')
            """,
            **ELSE,
        },
        {"local.cfg": "x"},
        must="test_exists test_is_file test_open test_isfile test_access",
        rests="test_else test_other",
    ),
    scenario(
        "path_looked_for_at_import",
        {
            "lib.py": "import os\n\nLOCAL = os.path.exists('local.cfg')\n",
            "test_it.py": "import lib\n\ndef test_it():\n    assert not lib.LOCAL\n",
            **ELSE,
        },
        {"local.cfg": "x"},
        must="test_it",
        rests="test_else",
    ),
    scenario(
        "folder_looked_for_appears",
        {
            "test_it.py": """
                import os, pathlib

                def test_isdir():
                    assert not os.path.isdir('local')

                def test_is_dir():
                    assert not pathlib.Path('local').is_dir()

                def test_inside():
                    assert not os.path.exists('local/inner/x')
            """,
            **ELSE,
        },
        {"local/inner/x": "x"},
        must="test_isdir test_is_dir test_inside",
        rests="test_else",
    ),
    scenario(
        "file_removed",
        {
            "words.txt": "one",
            "test_it.py": """
                import os

                def test_read():
                    assert open('words.txt').read() == 'one'

                def test_exists():
                    assert os.path.exists('words.txt')
            """,
            **ELSE,
        },
        {"words.txt": None},
        must="test_read test_exists",
        rests="test_else",
    ),
    scenario(
        "resource_of_a_package",
        {
            "pack/__init__.py": "",
            "pack/words.txt": "one",
            "test_it.py": """
                import importlib.resources, pkgutil

                def test_files():
                    assert importlib.resources.files('pack').joinpath('words.txt').read_text() == 'one'

                def test_get_data():
                    assert pkgutil.get_data('pack', 'words.txt') == b'one'
            """,
            **ELSE,
        },
        {"pack/words.txt": "two"},
        must="test_files test_get_data",
        rests="test_else",
    ),
    scenario(
        "modules_of_a_package_walked",
        {
            "pack/__init__.py": "import pkgutil\n\nNAMES = [each.name for each in pkgutil.iter_modules(__path__)]\n",
            "pack/one.py": "",
            "test_it.py": "import pack\n\ndef test_names():\n    assert pack.NAMES == ['one']\n",
            **ELSE,
        },
        {"pack/two.py": ""},
        must="test_names",
        rests="test_else",
    ),
    scenario(
        "file_behind_a_link",
        {
            "real/words.txt": "one",
            "words.txt": Link("real/words.txt"),
            "test_it.py": "def test_it():\n    assert open('words.txt').read() == 'one'\n",
            **ELSE,
        },
        {"real/words.txt": "two"},
        must="test_it",
        rests="test_else",
    ),
    Scenario(
        "link_points_elsewhere",
        {
            "one.txt": "one",
            "two.txt": "two",
            "words.txt": Link("one.txt"),
            "test_it.py": "def test_it():\n    assert open('words.txt').read() == 'one'\n",
            **ELSE,
        },
        (
            Step({"words.txt": None}, runs=False),
            Step({"words.txt": Link("two.txt")}, must="test_it", rests="test_else"),
        ),
    ),
    Scenario(
        "linked_folder_points_elsewhere",
        {
            "v1/words.txt": "one",
            "v2/words.txt": "two",
            "v1/pack/__init__.py": "NUMBER = 1\n",
            "v2/pack/__init__.py": "NUMBER = 2\n",
            "lib/mod.py": "NUMBER = 1\n",
            "lib2/mod.py": "NUMBER = 2\n",
            "linked": Link("lib"),
            "cur": Link("v1"),
            "far": Link("cur"),
            "test_it.py": """
                import os

                def test_read():
                    assert open('cur/words.txt').read() == 'one'

                def test_read_through_two():
                    assert open('far/words.txt').read() == 'one'

                def test_exists():
                    assert os.path.exists('cur/pack/../words.txt')

                def test_behind():
                    assert open('v1/words.txt').read() == 'one'
            """,
            "test_pack.py": "def test_pack():\n    from cur import pack\n    assert pack.NUMBER == 1\n",
            "test_mod.py": "def test_mod():\n    import linked.mod\n    assert linked.mod.NUMBER == 1\n",
            **ELSE,
        },
        (
            Step({"v2/words.txt": "three"}, rests="*"),
            Step({"v1/other.txt": "three"}, rests="*"),
            Step({"cur": None}, runs=False),
            Step(
                {"cur": Link("v2")},
                must="test_read test_read_through_two test_exists test_pack",
                rests="test_behind test_mod test_else",
            ),
            Step({"linked": None}, runs=False),
            Step({"linked": Link("lib2")}, must="test_mod", rests="test_behind test_else test_exists"),
        ),
    ),
    scenario(
        "file_behind_a_linked_folder_that_the_test_made",
        {
            "v1/words.txt": "one",
            "test_it.py": """
                import os

                def test_it():
                    assert not os.path.exists('cur/words.txt')
                    os.symlink('v1', 'cur')
                    assert os.listdir('cur') == ['words.txt']
                    assert open('cur/words.txt').read() == 'one'
                    os.remove('cur')
            """,
            **ELSE,
        },
        {"v1/words.txt": "two"},
        must="test_it",
        rests="test_else",
    ),
    scenario(
        "folder_listed_by_its_descriptor",
        {
            "cases/one.txt": "1",
            "test_it.py": """
                import os

                def test_list():
                    folder = os.open('cases', os.O_RDONLY)
                    try:
                        assert os.listdir(folder) == ['one.txt']
                    finally:
                        os.close(folder)

                def test_walk():
                    assert [len(files) for _, _, files, _ in os.fwalk('cases')] == [1]

                def test_stat():
                    folder = os.open('.', os.O_RDONLY)
                    try:
                        assert os.stat('cases/one.txt', dir_fd=folder).st_size == 1
                    finally:
                        os.close(folder)
            """,
            **ELSE,
        },
        {"cases/two.txt": "2"},
        must="test_list test_walk",
        rests="test_else test_stat",
    ),
    scenario(
        "size_and_time_of_a_file",
        {
            "words.txt": "one",
            "test_it.py": """
                import os, pathlib

                def test_size():
                    assert os.path.getsize('words.txt') == 3

                def test_stat():
                    assert pathlib.Path('words.txt').stat().st_size == 3
            """,
            **ELSE,
        },
        {"words.txt": "three"},
        must="test_size test_stat",
        rests="test_else",
    ),
    scenario(
        "script_run_by_runpy",
        {
            "script.py": "NUMBER = 3\n",
            "test_it.py": "import runpy\n\ndef test_it():\n    assert runpy.run_path('script.py')['NUMBER'] == 3\n",
            **ELSE,
        },
        {"script.py": Swap("3", "4")},
        must="test_it",
        rests="test_else",
    ),
    scenario(
        "source_loaded_by_path",
        {
            "plugs/late.py": "NUMBER = 3\n",
            "test_it.py": """
                import importlib.util

                def test_it():
                    spec = importlib.util.spec_from_file_location('late', 'plugs/late.py')
                    module = importlib.util.module_from_spec(spec)
                    spec.loader.exec_module(module)
                    assert module.NUMBER == 3
            """,
            **ELSE,
        },
        {"plugs/late.py": Swap("3", "4")},
        must="test_it",
        rests="test_else",
    ),
    scenario(
        "source_executed_as_text",
        {
            "plugs/late.py": "NUMBER = 3\n",
            "test_it.py": """
                def test_it():
                    names = {}
                    exec(compile(open('plugs/late.py').read(), 'plugs/late.py', 'exec'), names)
                    assert names['NUMBER'] == 3
            """,
            **ELSE,
        },
        {"plugs/late.py": Swap("3", "4")},
        must="test_it",
        rests="test_else",
    ),
    scenario(
        "file_read_in_thread",
        {
            "words.txt": "one",
            "test_it.py": """
                from concurrent.futures import ThreadPoolExecutor

                def read():
                    return open('words.txt').read()

                def test_it():
                    with ThreadPoolExecutor(1) as pool:
                        assert pool.submit(read).result() == 'one'
            """,
            **ELSE,
        },
        {"words.txt": "two"},
        must="test_it",
        rests="test_else",
    ),
    scenario(
        "file_that_the_test_writes",
        {
            "test_it.py": """
                import pathlib

                def test_it():
                    path = pathlib.Path('made.txt')
                    path.write_text('one')
                    assert path.read_text() == 'one'
            """,
            **ELSE,
        },
        {"made.txt": "two"},
        rests="test_it test_else",
    ),
    scenario(
        "database_file",
        {
            "words.txt": "one",
            "test_it.py": """
                import sqlite3

                def test_rows():
                    connection = sqlite3.connect('file:words.db?mode=ro', uri=True)
                    try:
                        connection.execute('SELECT 1 FROM sqlite_master').fetchall()
                        raise AssertionError
                    except sqlite3.OperationalError:
                        pass
            """,
            **ELSE,
        },
        {"words.db": ""},
        must="test_rows",
        rests="test_else",
    ),
    scenario(
        "path_that_is_resolved",
        {
            "test_it.py": """
                import pathlib

                def test_leads():
                    assert pathlib.Path("out/data").resolve() == pathlib.Path.cwd() / "out" / "data"

                def test_strict():
                    try:
                        pathlib.Path("out").resolve(strict=True)
                    except FileNotFoundError:
                        return
                    raise ValueError("it is there")
            """,
        },
        {"out/data": ""},
        must="test_strict",
        rests="test_leads",
    ),
    scenario(
        "path_that_is_resolved_becomes_a_link",
        {
            "test_it.py": """
                import pathlib

                def test_leads():
                    assert pathlib.Path("out").resolve() == pathlib.Path.cwd() / "out"

                def test_else():
                    pass
            """,
            "there/data": "",
        },
        {"out": Link("there")},
        must="test_leads",
        rests="test_else",
    ),
    scenario(
        "document_that_doctest_reads",
        {
            "lib.py": "def f():\n    return 1\n",
            "lib.rst": ">>> import lib\n>>> lib.f()\n1\n",
            "test_it.py": """
                import doctest

                def test_it():
                    assert doctest.testfile('lib.rst').failed == 0

                def test_else(): pass
            """,
        },
        {"lib.rst": Swap(">>> lib.f()\n1", ">>> lib.f()\n2")},
        must="test_it",
        rests="test_else",
    ),
    scenario(
        "data_beside_a_test",
        {
            "data.txt": "3",
            "test_it.py": """
                import pkgutil

                def test_it():
                    assert pkgutil.get_data(__name__, 'data.txt') == b'3'

                def test_else(): pass
            """,
        },
        {"data.txt": "4"},
        must="test_it",
        rests="test_else",
    ),
    scenario(
        "folder_of_modules_appears",
        {
            "test_it.py": """
                import pathlib, pkgutil

                FOLDER = pathlib.Path(__file__).parent / 'commands'

                def test_it():
                    assert [each.name for each in pkgutil.iter_modules([str(FOLDER)])] == []

                def test_else(): pass
            """,
        },
        {"commands/second.py": ""},
        must="test_it",
        rests="test_else",
    ),
]
