"""Ini files, conftests at any level, plugins, options and environment variables."""

from __future__ import annotations

from tests.scenarios.scenario import Scenario, Step, Swap, scenario

IT = {"test_it.py": "def test_it(): pass\n"}
FOLDERS = {
    "one/test_one.py": "def test_one():\n    pass\n",
    "two/test_two.py": "def test_two():\n    pass\n",
}
WARNS = """
    import warnings

    def test_it():
        warnings.warn('old', UserWarning)
"""
FAILS_ALL = "import pytest\n\n@pytest.fixture(autouse=True)\ndef broken():\n    raise ValueError\n"
COLLECTS = """
    import pytest

    def pytest_collect_file(file_path, parent):
        if file_path.suffix == ".rows":
            return Rows.from_parent(parent, path=file_path)

    class Rows(pytest.File):
        def collect(self):
            for name in self.path.read_text().split():
                yield Row.from_parent(self, name=name)

    class Row(pytest.Item):
        def runtest(self):
            assert self.name != "broken"
"""
FIXTURES = """
    import pytest

    @pytest.fixture
    def one():
        return 1

    @pytest.fixture
    def two():
        return 2
"""
USERS = (
    "def test_one(one):\n    assert one == 1\n\ndef test_two(two):\n    assert two == 2\n\ndef test_else():\n    pass\n"
)

SCENARIOS = [
    scenario(
        "warnings_become_errors",
        {"pytest.ini": "[pytest]\n", "test_it.py": WARNS},
        {"pytest.ini": "[pytest]\nfilterwarnings = error\n"},
        must="test_it",
    ),
    scenario(
        "ini_file_of_another_kind_takes_over",
        {"pytest.ini": None, "pyproject.toml": "[tool.pytest.ini_options]\n", "test_it.py": WARNS},
        {"pytest.ini": "[pytest]\nfilterwarnings = error\n"},
        must="test_it",
    ),
    scenario(
        "pyproject_option",
        {"pytest.ini": None, "pyproject.toml": "[tool.pytest.ini_options]\n", "test_it.py": WARNS},
        {"pyproject.toml": "[tool.pytest.ini_options]\nfilterwarnings = ['error']\n"},
        must="test_it",
    ),
    scenario(
        "pyproject_of_other_tools",
        {"pytest.ini": None, "pyproject.toml": "[tool.pytest.ini_options]\n", **IT},
        {"pyproject.toml": "[tool.pytest.ini_options]\n\n[tool.other]\nx = 1\n"},
        rests="*",
    ),
    scenario(
        "tox_ini_option",
        {"pytest.ini": None, "tox.ini": "[pytest]\nfoo =\n", "test_it.py": WARNS},
        {"tox.ini": "[pytest]\nfilterwarnings = error\n"},
        must="test_it",
    ),
    scenario(
        "neutral_ini_option",
        {"pytest.ini": "[pytest]\n", **IT},
        {"pytest.ini": "[pytest]\nconsole_output_style = classic\n"},
        rests="*",
    ),
    scenario(
        "names_of_tests_in_ini",
        {"pytest.ini": "[pytest]\n", "test_it.py": "def test_it(): pass\n\ndef check_it(): assert 0\n"},
        {"pytest.ini": "[pytest]\npython_functions = test_* check_*\n"},
        must="check_it",
    ),
    scenario("new_conftest_at_the_root", FOLDERS, {"conftest.py": FAILS_ALL}, must="test_one test_two"),
    scenario("new_conftest_in_a_folder", FOLDERS, {"one/conftest.py": FAILS_ALL}, must="test_one", rests="test_two"),
    scenario(
        "conftest_removed",
        {**FOLDERS, "one/conftest.py": FAILS_ALL},
        {"one/conftest.py": None},
        must="test_one",
        rests="test_two",
    ),
    scenario(
        "conftest_fixture_edited",
        {"conftest.py": FIXTURES, "test_it.py": USERS},
        {"conftest.py": Swap("return 1", "return 3")},
        must="test_one",
        rests="test_two test_else",
    ),
    scenario(
        "conftest_fixture_widened",
        {"conftest.py": FIXTURES, "test_it.py": USERS},
        {
            "conftest.py": "import pytest\n\n@pytest.fixture(params=[1, 5])\n"
            "def one(request):\n    return request.param\n"
        },
        must="test_one[1] test_one[5] test_two",
    ),
    scenario(
        "conftest_fixture_becomes_autouse",
        {
            "conftest.py": "import pytest\n\n@pytest.fixture()\ndef broken():\n    raise ValueError\n",
            "one/test_one.py": "def test_one():\n    pass\n",
        },
        {"conftest.py": Swap("fixture()", "fixture(autouse=True)")},
        must="test_one",
    ),
    scenario(
        "conftest_fixture_overridden_below",
        {
            "conftest.py": FIXTURES,
            "one/test_it.py": USERS,
            "two/test_far.py": "def test_far(one):\n    assert one == 1\n",
        },
        {"one/conftest.py": "import pytest\n\n@pytest.fixture\ndef one():\n    return 5\n"},
        must="test_one",
        rests="test_far",
    ),
    scenario(
        "conftest_hook_added",
        {"conftest.py": "import pytest\n", **IT},
        {"conftest.py": "import pytest\n\ndef pytest_runtest_setup(item):\n    raise ValueError\n"},
        must="test_it",
    ),
    scenario(
        "generate_tests_edited",
        {
            "conftest.py": "def pytest_generate_tests(metafunc):\n    if 'number' in metafunc.fixturenames:\n"
            "        metafunc.parametrize('number', [1, 2])\n",
            "test_it.py": "def test_number(number):\n    assert number < 3\n",
        },
        {"conftest.py": Swap("[1, 2]", "[1, 3]")},
        must="test_number[3]",
    ),
    scenario(
        "collection_modified",
        {
            "conftest.py": "def pytest_collection_modifyitems(items):\n    pass\n",
            "test_it.py": "def test_it():\n    pass\n",
        },
        {
            "conftest.py": "import pytest\n\ndef pytest_collection_modifyitems(items):\n"
            "    for item in items:\n        item.add_marker(pytest.mark.skip)\n"
        },
        must="test_it",
    ),
    scenario(
        "plugin_of_the_project",
        {
            "plug.py": "import pytest\n\n@pytest.fixture\ndef one():\n    return 1\n",
            "test_it.py": "def test_one(one):\n    assert one == 1\n\ndef test_else():\n    pass\n",
        },
        {"plug.py": Swap("return 1", "return 2")},
        must="test_one",
        arguments=("-pplug",),  # loaded before anybody can look: so all of it counts
    ),
    scenario(
        "plugin_named_in_conftest",
        {
            "plug.py": "def pytest_runtest_setup(item):\n    pass\n",
            "conftest.py": "pytest_plugins = ['plug']\n",
            **IT,
        },
        {"plug.py": Swap("pass", "raise ValueError")},
        must="test_it",
    ),
    Scenario(
        "option_of_the_project",
        {
            "conftest.py": "def pytest_addoption(parser):\n    parser.addoption('--speed', default='slow')\n",
            "test_it.py": "def test_it(request):\n    assert request.config.getoption('speed') == 'slow'\n",
        },
        (
            Step(arguments=("--speed=fast",), must="test_it"),
            Step(rests="test_it"),
        ),
    ),
    Scenario(
        "option_of_pytest",
        {"test_it.py": WARNS},
        (Step(arguments=("-Werror",), must="test_it"), Step(rests="test_it")),
    ),
    Scenario(
        "environment_variable",
        {
            "lib.py": "import os\n\ndef mode():\n    return os.environ.get('APP_MODE', 'plain')\n",
            "test_it.py": """
                import lib, os

                def test_mode():
                    assert lib.mode() == 'plain'

                def test_getenv():
                    assert os.getenv('APP_MODE') is None

                def test_in():
                    assert 'APP_MODE' not in os.environ

                def test_other():
                    assert os.environ.get('APP_OTHER') is None
            """,
        },
        (
            Step(environment={"APP_MODE": "fancy"}, must="test_mode test_getenv test_in", rests="test_other"),
            Step(environment={"APP_MODE": None}, rests="test_other"),
        ),
    ),
    Scenario(
        "environment_variable_behind_other_doors",
        {
            "test_it.py": """
                import collections, os, string

                def test_bytes():
                    assert os.environb.get(b'APP_MODE') is None

                def test_chain():
                    assert collections.ChainMap(os.environ, {'APP_MODE': 'plain'})['APP_MODE'] == 'plain'

                def test_template():
                    assert string.Template('$APP_MODE').safe_substitute(os.environ) == '$APP_MODE'

                def test_other():
                    assert os.environb.get(b'APP_OTHER') is None
            """,
        },
        (
            Step(
                environment={"APP_MODE": "fancy"},
                must="test_bytes test_chain test_template",
                rests="test_other",
            ),
        ),
    ),
    Scenario(
        "environment_variable_read_by_a_library",
        {
            "lib.py": "import dj_database_url\n\nNAME = dj_database_url.config(default='sqlite:///a')['NAME']\n",
            "test_it.py": """
                def test_name():
                    import lib
                    assert lib.NAME == 'a'

                def test_other(): pass
            """,
        },
        (Step(environment={"DATABASE_URL": "sqlite:///b"}, must="test_name", rests="test_other"),),
    ),
    Scenario(
        "environment_variable_read_at_import",
        {
            "lib.py": "import os\n\nMODE = os.environ.get('APP_MODE', 'plain')\n",
            "test_it.py": "import lib\n\ndef test_mode():\n    assert lib.MODE == 'plain'\n",
            "test_else.py": "def test_else(): pass\n",
        },
        (Step(environment={"APP_MODE": "fancy"}, must="test_mode", rests="test_else"),),
    ),
    Scenario(
        "two_settings_side_by_side",
        {
            "lms.py": "NAME = 'lms'\n",
            "cms.py": "NAME = 'cms'\n",
            "lib.py": "import importlib, os\n\ndef name():\n"
            "    return importlib.import_module(os.environ['DJANGO_SETTINGS_MODULE']).NAME\n",
            "test_it.py": "import lib\n\ndef test_name():\n"
            "    assert lib.name() == 'lms'\n\ndef test_else():\n    pass\n",
        },
        (
            Step(environment={"DJANGO_SETTINGS_MODULE": "cms"}, must="test_name test_else"),
            Step(environment={"DJANGO_SETTINGS_MODULE": "lms"}, rests="*"),
            Step({"cms.py": "NAME = 'lms'\n"}, rests="*"),
            Step(environment={"DJANGO_SETTINGS_MODULE": "cms"}, must="test_name", rests="test_else"),
        ),
        environment={"DJANGO_SETTINGS_MODULE": "lms"},
    ),
    scenario(
        "folder_becomes_a_package",
        {
            "one/test_it.py": "def test_name():\n    assert __name__ == 'test_it'\n",
            "two/test_else.py": "def test_else(): pass\n",
        },
        {"one/__init__.py": ""},
        must="test_name",
        rests="test_else",
    ),
    Scenario(
        "what_pytest_is_started_with",
        {**IT, "project_plugin.py": FAILS_ALL},
        (
            Step(environment={"PYTEST_PLUGINS": "project_plugin"}, must="test_it"),
            Step(environment={"PYTEST_PLUGINS": None}, rests="*"),
            Step(environment={"TZ": "Asia/Tokyo"}, must="test_it"),
            Step(environment={"TZ": None}, rests="*"),
        ),
    ),
    scenario(
        "new_test_file_with_the_name_of_another",
        {"one/test_it.py": "def test_it(): pass\n", "two/test_else.py": "def test_else(): pass\n"},
        {"two/test_it.py": "def test_new(): pass\n"},
        rests="test_else",
    ),
    scenario(
        "new_file_of_a_kind_that_a_deep_conftest_collects",
        {
            "one/two/conftest.py": COLLECTS,
            "one/two/test_it.py": "def test_it(): pass\n",
        },
        {"one/two/table.rows": "broken\n"},
        must="broken",
        rests="test_it",
    ),
    scenario(
        "session_fixture_that_may_ask_for_others",
        {
            "lib.py": "def value():\n    return 1\n",
            "conftest.py": """
                import lib, pytest

                @pytest.fixture(scope="session", autouse=True)
                def everywhere(request):
                    yield request.config

                @pytest.fixture(scope="session")
                def value():
                    return lib.value()

                @pytest.fixture(scope="session")
                def asks(request):
                    return request.getfixturevalue("value")
            """,
            "test_it.py": """
                def test_value(value):
                    assert value == 1

                def test_else():
                    pass

                def test_asks(asks):
                    assert asks == 1

                def test_last():
                    pass
            """,
        },
        {"lib.py": Swap("return 1", "return 2")},
        must="test_value test_asks",
        rests="test_else test_last",
    ),
]
