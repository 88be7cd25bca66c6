"""Who uses a kept object rests on what making it read."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.impact.recording.crediting import Ground


class Thing:
    """Something that is kept."""


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


def make(ground: Ground) -> Thing:
    node, thing = ground.credit.new_node("thing"), Thing()
    with ground.credit.making(node):
        ground.read_page()
    ground.credit.remember(thing, node)
    return thing


def test_maker_and_later_user_rest_on_what_was_read(ground: Ground) -> None:
    ground.scribe.switch("t:maker")
    thing = make(ground)
    ground.scribe.switch("t:idle")
    ground.scribe.switch("t:user")
    assert ground.credit.use(thing)
    assert ground.users_of_page() == {"t:maker", "t:user"}


def test_use_after_the_news_were_handed_on_counts(ground: Ground) -> None:
    ground.scribe.switch("t:maker")
    thing = make(ground)
    news = ground.scribe.drain()
    ground.scribe.switch("t:user")
    ground.credit.use(thing)
    (edge,) = ground.scribe.drain()["edges"]
    assert edge == ("t:user", next(node for node in news["touched"] if node[0] == "k"))


def test_what_touched_nothing_of_the_project_leaves_no_trace(ground: Ground) -> None:
    ground.scribe.switch("t:maker")
    node, thing = ground.credit.new_node("thing"), Thing()
    with ground.credit.making(node):
        pass
    ground.credit.remember(thing, node)
    ground.credit.use(thing)
    assert ground.scribe.drain()["edges"] == []


def test_an_object_rests_on_those_it_was_made_from(ground: Ground) -> None:
    ground.scribe.switch("t:maker")
    part, whole = ground.credit.new_node("part"), ground.credit.new_node("whole")
    with ground.credit.making(whole), ground.credit.making(part):
        ground.read_page()
    ground.scribe.switch("t:user")
    ground.credit.rest_on(whole)
    assert ground.users_of_page() == {"t:maker", "t:user"}


def test_made_in_another_thread_it_rests_on_all_that_the_test_did(ground: Ground) -> None:
    ground.scribe.switch("t:maker")
    made: list[Thing] = []
    thread = threading.Thread(target=lambda: made.append(make(ground)))
    thread.start()
    thread.join()
    ground.scribe.switch("t:user")
    ground.credit.use(made[0])
    assert ground.users_of_page() == {"t:maker", "t:user"}


def test_of_an_unknown_object_the_file_is_booked_to_all_users(ground: Ground) -> None:
    thing = Thing()
    for node in ("t:one", "t:two"):
        ground.scribe.switch(node)
        ground.credit.use_file(thing, ground.page)
    assert ground.users_of_page() == {"t:one", "t:two"}


def test_another_object_at_the_same_address_is_unknown(ground: Ground) -> None:
    thing = make(ground)
    key = id(thing)
    assert ground.credit.maker(thing)
    del thing
    assert key not in ground.credit._makers


def test_closed_it_books_nothing(ground: Ground) -> None:
    thing = make(ground)
    ground.scribe.drain()
    ground.credit.close()
    ground.scribe.switch("t:user")
    ground.credit.use(thing)
    ground.credit.use_file(Thing(), ground.page)
    assert ground.users_of_page() == set()
