"""What pytest before 8.4 hands out for `request`: an object that is no fixture and can't be a key."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pytest_openedx.fixtures import FixtureBooking

if TYPE_CHECKING:
    from collections.abc import Iterator


class Pseudo:
    """The stand-in for `request`."""

    __hash__ = None  # type: ignore[assignment]


class Wide:
    """A fixture of the session that asks for its request."""

    argnames = ("request",)

    def addfinalizer(self, finalizer: Any) -> None:
        """Forget it: nothing is torn down here."""


class Request:
    """The request of that fixture."""

    scope = "session"

    def _get_active_fixturedef(self, name: str) -> Pseudo:
        return Pseudo()


class Scribe:
    """Books nothing."""

    @contextmanager
    def on_behalf_of(self, node: str) -> Iterator[None]:
        """Do what is done inside."""
        yield


def test_a_wide_fixture_may_ask_for_its_request() -> None:
    request: Any = Request()
    under_way = FixtureBooking(Scribe()).pytest_fixture_setup(Wide(), request)  # type: ignore[arg-type]
    next(under_way)
    assert isinstance(request._get_active_fixturedef("request"), Pseudo)
    assert next(under_way, None) is None
