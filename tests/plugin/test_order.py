"""With workers, files whose tests failed run first, then new ones, then the longest; alone, the order is pytest's."""

from __future__ import annotations

from tests.plugin.project import Project

LIBRARY = "def value(): return 1\n"
TEST = """
    import time
    import lib

    def test_{name}():
        lib.value()
        time.sleep({seconds})
        assert {holds}
"""


def _test(name: str, seconds: float, holds: str = "True") -> str:
    return TEST.format(name=name, seconds=seconds, holds=holds)


def _order(output: str) -> list[str]:
    told = [
        line.rstrip().rpartition("::")[2] for line in output.splitlines() if line.startswith("[gw0]") and "::" in line
    ]
    return [name.partition(" ")[0] for name in told]


def test_longest_first(project: Project) -> None:
    project.write(
        {
            "lib.py": LIBRARY,
            "test_a.py": _test("short", 0),
            "test_b.py": _test("failing", 0, "lib.value() == 2"),
            "test_c.py": _test("long", 3),
        }
    )
    project.impacted()
    project.replace("lib.py", "return 1", "return 1 + 0")
    project.write({"test_d.py": _test("new", 0)})
    run = project.impacted("-n", "1", "-v")
    assert _order(run.output) == ["test_failing", "test_new", "test_long", "test_short"]
