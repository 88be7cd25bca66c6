"""Installed distributions: a test rests on those that its modules import, whatever release, and on no other."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from tests.scenarios.scenario import Change, Scenario, Step

_SITE = "../outside/site-packages"
_INFO = ("METADATA", "RECORD", "INSTALLER")
TESTS = {
    "test_first.py": "import first\n\ndef test_first():\n    assert first.NUMBER == 1\n",
    "test_second.py": "import second\n\ndef test_second():\n    assert second.NUMBER == 2\n",
    "test_none.py": "def test_none(): pass\n",
}


def _installed(name: str, version: str, body: str, requires: str = "", replaces: str = "") -> Mapping[str, Change]:
    """Return the files of a distribution of one module, installed beside the project in place of another release."""
    info = f"{name}_dist-{version}.dist-info"
    needs = f"Requires-Dist: {requires}\n" if requires else ""
    files = {
        f"{name}.py": body,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}-dist\nVersion: {version}\n{needs}",
        f"{info}/RECORD": f"{name}.py,sha256={zlib.crc32(body.encode())},{len(body)}\n{info}/METADATA,,\n",
        f"{info}/INSTALLER": "pip\n",
    }
    gone = dict.fromkeys([f"{name}_dist-{replaces}.dist-info/{each}" for each in _INFO]) if replaces else {}
    return {f"{_SITE}/{path}": content for path, content in (*files.items(), *gone.items())}


def _linked(name: str) -> Mapping[str, Change]:
    """Return the files by which a distribution is installed for editing: its source is beside the project."""
    info = f"{_SITE}/{name}_dist-1.0.dist-info"
    return {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}-dist\nVersion: 1.0\n",
        f"{info}/RECORD": f"{name}.pth,,\n{name}_dist-1.0.dist-info/METADATA,,\n",
        f"{info}/direct_url.json": '{"dir_info": {"editable": true}, "url": "file:///somewhere"}',
    }


BOTH = {**_installed("first", "1.0.0", "NUMBER = 1\n"), **_installed("second", "1.0.0", "NUMBER = 2\n")}
SITE = {"PYTHONPATH": "{outside}/site-packages"}

SCENARIOS = [
    Scenario(
        "patch_release",
        {**TESTS, **BOTH},
        (
            Step(
                _installed("first", "1.0.1", "NUMBER = 3\n", replaces="1.0.0"),
                must="test_first",
                rests="test_second test_none",
            ),
        ),
        environment=SITE,
    ),
    Scenario(
        "build_of_the_same_release",
        {**TESTS, **BOTH},
        (Step(_installed("first", "1.0.0", "NUMBER = 4\n"), must="test_first", rests="test_second test_none"),),
        environment=SITE,
    ),
    Scenario(
        "release_of_what_is_required",
        {
            "test_first.py": TESTS["test_first.py"],
            "test_none.py": TESTS["test_none.py"],
            **_installed("first", "1.0.0", "from second import NUMBER\n", requires="second-dist>=1"),
            **_installed("second", "1.0.0", "NUMBER = 1\n"),
        },
        (Step(_installed("second", "1.0.1", "NUMBER = 2\n", replaces="1.0.0"), must="test_first", rests="test_none"),),
        environment=SITE,
    ),
    Scenario(
        "release_of_what_a_test_imports_late",
        {
            **BOTH,
            "lib.py": "def number():\n    import first\n    return first.NUMBER\n",
            "test_a.py": "import lib\n\ndef test_a(): assert lib.number() == 1\n",
            "test_b.py": "import lib\n\ndef test_b(): assert lib.number() == 1\n",
            "test_none.py": TESTS["test_none.py"],
        },
        (
            Step(
                _installed("first", "1.0.1", "NUMBER = 3\n", replaces="1.0.0"), must="test_a test_b", rests="test_none"
            ),
        ),
        shared=True,
        environment=SITE,
    ),
    Scenario(
        # Nobody names it, and it is gone again before the tests are over.
        "release_of_what_a_fixture_imports_and_forgets",
        {
            **BOTH,
            "test_a.py": """
                import importlib, sys
                import pytest

                @pytest.fixture(scope="module")
                def number():
                    yield importlib.import_module("".join(["fi", "rst"])).NUMBER
                    del sys.modules["first"]

                def test_a(number): assert number == 1
            """,
            "test_none.py": TESTS["test_none.py"],
        },
        (Step(_installed("first", "1.0.1", "NUMBER = 3\n", replaces="1.0.0"), must="test_a"),),
        environment=SITE,
    ),
    Scenario(
        "distribution_installed_that_was_missing",
        {
            "lib.py": "try:\n    import first\nexcept ImportError:\n    first = None\n",
            "test_it.py": "import lib\n\ndef test_it():\n    assert lib.first is None\n",
            "test_none.py": TESTS["test_none.py"],
        },
        (Step(_installed("first", "1.0.0", "NUMBER = 1\n"), must="test_it", rests="test_none"),),
        environment=SITE,
    ),
    Scenario(
        "distribution_asked_for_its_version",
        {
            **BOTH,
            "test_it.py": """
                import importlib.metadata

                def test_version():
                    assert importlib.metadata.version('first-dist') == '1.0.0'

                def test_else():
                    pass
            """,
        },
        (Step(_installed("first", "1.0.1", "NUMBER = 1\n", replaces="1.0.0"), must="test_version"),),
        environment=SITE,
    ),
    Scenario(
        "editable_install",
        {
            **_linked("first"),
            "../outside/sources/first.py": "NUMBER = 1\n\ndef unused():\n    return 0\n",
            "test_first.py": TESTS["test_first.py"],
            "test_none.py": TESTS["test_none.py"],
        },
        (
            Step({"../outside/sources/first.py": "NUMBER = 2\n"}, must="test_first", rests="test_none"),
            Step({"../outside/sources/first.py": "NUMBER = 1\n"}, rests="test_none"),
        ),
        environment={"PYTHONPATH": "{outside}/site-packages:{outside}/sources"},
    ),
]
