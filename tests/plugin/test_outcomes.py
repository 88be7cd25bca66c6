"""Each way in which a test can end: what failed runs again at once, all else after an edit of what it ran."""

from __future__ import annotations

import pytest

from tests.plugin.project import Project

FILES = {
    "pytest.ini": "[pytest]\n",
    "lib.py": """
        def yes():
            return True
    """,
    "conftest.py": """
        import lib, pytest
        from _pytest.runner import runtestprotocol

        def pytest_runtest_protocol(item, nextitem):
            # What pytest-rerunfailures does, in short.
            if "flaky" not in item.name:
                return None
            for attempt in (1, 2):
                reports = runtestprotocol(item, nextitem=nextitem, log=False)
                again = attempt == 1 and any(report.failed for report in reports)
                for report in reports:
                    if again and report.failed:
                        report.outcome = "rerun"
                    item.ihook.pytest_runtest_logreport(report=report)
                    if again and report.outcome == "rerun":
                        break
                if not again:
                    return True

        def pytest_report_teststatus(report):
            if report.outcome == "rerun":
                return "rerun", "R", "RERUN"

        @pytest.fixture
        def failing():
            yield
            assert not lib.yes()
    """,
    "test_rest.py": """
        import lib, pytest, unittest

        def test_passed(): assert lib.yes()
        def test_skipped(): pytest.skip(str(lib.yes()))
        @pytest.mark.skipif(lib.yes(), reason="always")
        def test_skipped_by_mark(): pass
        @pytest.mark.xfail
        def test_xfailed(): assert not lib.yes()
        @pytest.mark.xfail
        def test_xpassed(): assert lib.yes()
        def test_xfailed_as_it_ran(): pytest.xfail(str(lib.yes()))
        def test_subtests(subtests):
            for number in range(2):
                with subtests.test(number=number):
                    assert lib.yes()
        def test_subtest_skipped(subtests):
            with subtests.test():
                pytest.skip(str(lib.yes()))
        tries = []
        def test_flaky():
            tries.append(lib.yes())
            assert len(tries) == 2
        class TestUnit(unittest.TestCase):
            def test_skipped(self): self.skipTest(str(lib.yes()))
            @unittest.expectedFailure
            def test_expected_failure(self): self.assertFalse(lib.yes())
            def test_subtests(self):
                with self.subTest(): self.assertTrue(lib.yes())
    """,
    "test_run.py": """
        import lib, pytest, unittest

        def test_failed(): assert not lib.yes()
        def test_failed_after_yield(failing): pass
        @pytest.mark.xfail(strict=True)
        def test_xpassed_strictly(): assert lib.yes()
        def test_subtest_failed(subtests):
            with subtests.test():
                assert not lib.yes()
        def test_flaky_to_the_end(): assert not lib.yes()
        class TestUnit(unittest.TestCase):
            def test_subtest_failed(self):
                with self.subTest(): self.assertFalse(lib.yes())
            @unittest.expectedFailure
            def test_unexpected_success(self): self.assertTrue(lib.yes())
    """,
}
FAILED = {
    "test_failed",
    "test_failed_after_yield",
    "test_xpassed_strictly",
    "test_subtest_failed",
    "test_flaky_to_the_end",
    "TestUnit::test_subtest_failed",
    "TestUnit::test_unexpected_success",
}
SPREADS = {"alone": (), "workers": ("-n2", "--dist=loadfile")}


@pytest.mark.parametrize("spread", SPREADS)
def test_only_what_failed_runs_again(project: Project, spread: str) -> None:
    project.write(FILES)
    first = project.impacted(*SPREADS[spread])
    again = project.impacted(*SPREADS[spread])
    assert again.ran == FAILED, first.output + again.output
    project.replace("lib.py", "True", "not False")
    after = project.impacted(*SPREADS[spread])
    assert after.ran == first.ran, after.output
    assert project.impacted().ran == FAILED


def test_failure_of_a_class_in_teardown_is_kept(project: Project) -> None:
    project.write(
        {
            "test_it.py": """
                class TestIt:
                    @classmethod
                    def teardown_class(cls): assert False
                    def test_1(self): pass
                    def test_2(self): pass
            """
        }
    )
    assert project.impacted().failed == {"TestIt::test_2"}
    assert "TestIt::test_2" in project.impacted().ran


def test_error_of_a_fixture_is_kept(project: Project) -> None:
    project.write(
        {
            "conftest.py": "import pytest\n@pytest.fixture(scope='session')\ndef broken(): assert False\n",
            "test_1.py": "def test_1(broken): pass\n",
            "test_2.py": "def test_2(broken): pass\n",
        }
    )
    assert project.impacted().failed == {"test_1", "test_2"}
    project.replace("conftest.py", "assert False", "assert True")
    assert project.impacted().ran == {"test_1", "test_2"}
    assert project.impacted().ran == set()
