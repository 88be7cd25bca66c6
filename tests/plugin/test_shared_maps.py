"""Maps recorded apart and merged select what one recording selects; maps are fetched on the way to a selection."""

from __future__ import annotations

from pathlib import Path

import pytest

from impact.cli import main
from tests.impact.sharing.checkouts import commit
from tests.plugin.project import Project

SHARDS = 8
FILES = {
    "conftest.py": """
        import pytest
        import shop

        @pytest.fixture(scope="session")
        def catalogue():
            return shop.load("catalogue.txt")
    """,
    "shop.py": """
        import functools
        from pathlib import Path

        RATE = 2
        LIMIT = 10

        def load(name):
            return Path(__file__).with_name(name).read_text().split()

        @functools.lru_cache
        def total(number):
            return number * RATE

        class Cart:
            def __init__(self):
                self.items = []

            def add(self, item):
                if len(self.items) < LIMIT:
                    self.items.append(item)
    """,
    "catalogue.txt": "pear apple",
    **{
        f"test_{at}.py": f"""
            import pytest
            import shop

            def test_total_{at}():
                assert shop.total({at % 3}) == {at % 3} * 2

            @pytest.mark.skipif({at} % 2, reason="odd")
            def test_limit_{at}():
                assert shop.LIMIT

            def test_catalogue_{at}(catalogue):
                assert catalogue[0] == "pear"

            @pytest.mark.parametrize("number", [1, 2])
            def test_cart_{at}(number):
                cart = shop.Cart()
                for _ in range(number):
                    cart.add({at})
                assert len(cart.items) == number + ({at} == 5)
        """
        for at in range(SHARDS)
    },
}
EDITS = {
    "a function": ("shop.py", "len(self.items) < LIMIT", "len(self.items) <= LIMIT"),
    "a constant": ("shop.py", "RATE = 2", "RATE = 3"),
    "a file": ("catalogue.txt", "pear", "plum"),
    "a test": ("test_3.py", "import pytest\n", "import pytest\n\ndef test_more():\n    pass\n"),
    "nothing": ("shop.py", "RATE = 2", "RATE = 2  # a comment"),
}


@pytest.fixture
def maps(project: Project) -> tuple[str, str]:
    """A project recorded at once, and in eight shards that were merged: the two folders of maps."""
    project.write(FILES)
    project.pytest("--impacted-record", "--impacted-map=../whole")
    for at in range(SHARDS):
        project.pytest("--impacted-record", f"--impacted-map=../shard{at}", f"test_{at}.py")
    folder = project.root.parent
    shards = [str(folder / f"shard{at}") for at in range(SHARDS)]
    assert main(["map", "merge", *shards, "--map", str(folder / "merged")]) == 0
    return "--impacted-map=../whole", "--impacted-map=../merged"


def test_eight_merged_shards_select_what_one_recording_selects(project: Project, maps: tuple[str, str]) -> None:
    selected = {}
    for name, edit in EDITS.items():
        project.replace(*edit)
        whole, merged = (project.pytest("--impacted-no-record", each) for each in maps)
        assert merged.ran == whole.ran, name
        assert merged.last_line.partition(" saved")[0].rpartition(";")[0] == whole.last_line.rpartition(";")[0]
        selected[name] = len(whole.ran)
        project.replace(edit[0], edit[2], edit[1])
    everything = project.pytest("--impacted-record", "--impacted-map=../other").ran
    # test_5 fails, whatever was edited.
    assert selected["nothing"] == 2 < min(selected["a function"], selected["a constant"], selected["a file"])
    assert max(selected.values()) < len(everything)


@pytest.fixture
def store(project: Project) -> Path:
    """A store with the map of the first commit; the second one edits a function."""
    project.write({name: FILES[name] for name in ("conftest.py", "shop.py", "catalogue.txt", "test_0.py", "test_1.py")})
    commit(project.root, "first")
    project.impacted()
    folder = project.root.parent / "store"
    assert main(["map", "publish", str(folder), "--map", str(project.root / ".impact")]) == 0
    project.write({".impact/map.db": None})
    project.replace("shop.py", "len(self.items) < LIMIT", "len(self.items) <= LIMIT")
    commit(project.root, "second")
    return folder


def test_a_map_is_fetched_on_the_way(project: Project, store: Path) -> None:
    run = project.impacted(f"--impacted-fetch={store}")
    assert run.ran == {"test_cart_0[1]", "test_cart_0[2]", "test_cart_1[1]", "test_cart_1[2]"}
    assert ", 1 commit back (" in run.output
    again = project.impacted(f"--impacted-fetch={store}")
    assert again.ran == set()
    assert "commit back" not in again.output


def test_workers_obey_a_fetched_map(project: Project, store: Path) -> None:
    project.write({"pytest.ini": f"[pytest]\nimpacted_fetch = {store}\n"})
    assert len(project.impacted("-n", "2").ran) == 4


def test_a_store_that_can_not_be_used_stops_nothing(project: Project, store: Path) -> None:
    run = project.impacted("--impacted-fetch=http://127.0.0.1:9/maps")
    assert run.code == 0
    assert len(run.ran) == 10
    assert "The store http://127.0.0.1:9/maps can't be used" in run.output
    assert "Nothing was fetched." in run.output


def test_a_wrong_map_is_refused_and_everything_runs(project: Project, store: Path) -> None:
    (path,) = store.rglob("*.map")
    path.write_bytes(path.read_bytes().replace(b"shop.py", b"/op.py "))
    run = project.impacted(f"--impacted-fetch={store}")
    assert (run.code, len(run.ran)) == (0, 10)
    assert "is refused: its content is not what its name says" in run.output
