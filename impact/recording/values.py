"""Booking the values that outlast who computed them, and the names under which code reads them."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType

from impact.recording.answers import Answers, Booking
from impact.recording.holding import Holder, is_container
from impact.recording.kept import UNSPELLED
from impact.recording.lasting import LastingValues
from impact.recording.news import News


class Values:
    """The values of one process; `lasting` knows where they are. `find` numbers the place of a code object."""

    def __init__(self, booking: Booking, find: Callable[[CodeType], int | None], news: News) -> None:
        self._news = news
        self._answers = Answers(booking, _node_of, self._keep)
        self.lasting = LastingValues(find, self._answers)

    def close(self) -> None:
        """Watch and follow nothing any more."""
        self._answers.close()
        self.lasting.close()

    def look(self, filler: str) -> None:
        """Book the values that a node can have filled since the last look, by what was entered for it.

        Not only by what was entered just now: a function may go on to store after an import has come between.
        """
        if not self.lasting or filler not in self._news.entered:
            return
        for holder, name, places, given, is_new in self.lasting.changed(self._news.entered[filler]):
            node = _node_of(holder, name)
            self._keep(node, holder, name, is_new)
            is_memo = not holder.is_module or is_container(holder.variables().get(name))
            self._news.filled.append((node, filler, places, given, is_memo))

    def _keep(self, node: str, holder: Holder, name: str, is_new: bool = True) -> None:
        """Say by which words, and over which ways, a value is read; a new one perhaps by none that spells it."""
        path, ways = holder.path if holder.is_module else "", sorted(holder.ways)
        words = {holder.word or name, holder.through or name, *([UNSPELLED] if is_new and ways else [])}
        self._news.kept.extend((node, path, word, ways) for word in sorted(words))


def _node_of(holder: Holder, name: str) -> str:
    return f"k:{holder.path}:{holder.key(name)}"
