"""Which records of a test stay when another is observed."""

from __future__ import annotations

from impact.map.records import KEPT, Entry, settle
from impact.model import Outcome


def entry(digest: str, outcome: Outcome = Outcome.PASSED, seen: int = 0) -> Entry:
    return Entry(digest, outcome, seen, b"")


def always(_: Entry) -> bool:
    return True


def never(_: Entry) -> bool:
    return False


def test_the_oldest_record_goes() -> None:
    kept = [entry(f"{number}", seen=number) for number in range(KEPT)]
    assert {each.digest for each in settle(kept, entry("new", seen=99), never)} == {"new", *"1234567"}


def test_a_record_just_made_stays_even_if_the_clock_went_back() -> None:
    kept = [entry(f"{number}", seen=number + 100) for number in range(KEPT)]
    assert entry("new", seen=1) in settle(kept, entry("new", seen=1), never)


def test_what_is_seen_again_is_refreshed() -> None:
    assert settle([entry("a", seen=1)], entry("a", Outcome.SKIPPED, seen=2), always) == [
        entry("a", Outcome.SKIPPED, seen=2)
    ]


def test_a_failure_disproves_passes_that_hold_now_and_no_others() -> None:
    kept = [entry("holds"), entry("differs")]
    assert settle(kept, entry("f", Outcome.FAILED), lambda each: each.digest == "holds") == [
        entry("differs"),
        entry("f", Outcome.FAILED),
    ]


def test_a_pass_disproves_failures_that_hold_now_and_no_others() -> None:
    kept = [entry("holds", Outcome.FAILED), entry("differs", Outcome.FAILED)]
    assert settle(kept, entry("p"), lambda each: each.digest == "holds") == [
        entry("differs", Outcome.FAILED),
        entry("p"),
    ]


def test_failures_are_not_forgotten_for_being_many() -> None:
    kept: list[Entry] = []
    for number in range(3 * KEPT):
        kept = settle(kept, entry(f"{number}", Outcome.FAILED, number), always)
    assert len(kept) == 3 * KEPT
    assert len(settle(kept, entry("p", seen=99), never)) == KEPT + 1


def test_not_having_run_says_nothing_beside_anything_else() -> None:
    unrun = entry("u", Outcome.UNRUN)
    assert settle([entry("p")], unrun, always) == [entry("p")]
    assert settle([entry("f", Outcome.FAILED)], unrun, always) == [entry("f", Outcome.FAILED)]
    assert settle([], unrun, always) == [unrun]
    assert settle([unrun], entry("p"), never) == [entry("p")]
    assert settle([unrun], entry("u", Outcome.FAILED), never) == [entry("u", Outcome.FAILED)]
