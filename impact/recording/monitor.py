"""The recorder for Python 3.12 and newer: function entries by `sys.monitoring`, on project code only."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable
from itertools import repeat
from types import CodeType

from impact.errors import RecorderUnavailable
from impact.recording.places import identity

_TOOL_IDS = (4, 3, 5, 2)
"""Those that no standard tool claims come first: 0 is the debugger's, 1 coverage's, 2 the profiler's, 5 an optimizer's.
"""
_FEW = 24
"""So many functions are watched anew one by one. To restart all events at once costs as much, for each code object in
the process looks once whether it is concerned; and where threads run beside, only that is sure to leave none out."""
_RESUMABLE = 0x20 | 0x80 | 0x200
"""Generators, coroutines and asynchronous generators (the flags of `co_flags`)."""


class MonitorRecorder:
    """Local events at the entry of project functions, disabled at the first one, re-armed by `take`.

    No event is set globally, so that foreign code never fires. Code objects are kept alive, for they are known
    by their identity. A resumed generator or coroutine fires as an entered function does.
    """

    name = "monitor"

    def __init__(self) -> None:
        events = sys.monitoring.events
        self.gap = self._closed = False
        self._plain, self._resumable = events.PY_START, events.PY_START | events.PY_RESUME
        self._hits: list[CodeType] = []
        self._places: dict[int, int] = {}
        self._alive: list[CodeType] = []
        self._restart, self._watch = sys.monitoring.restart_events, sys.monitoring.set_local_events
        self._holder = sys.monitoring.get_tool
        self._id = _claim_id()
        self._listen()

    def _listen(self) -> None:
        monitoring, events = sys.monitoring, sys.monitoring.events
        hit, disable, places = self._hits.append, monitoring.DISABLE, self._places

        def entered(code: CodeType, offset: int) -> object:
            hit(code)
            return disable

        def thrown(code: CodeType, offset: int, error: BaseException) -> None:
            if identity(code) in places:
                hit(code)

        monitoring.register_callback(self._id, events.PY_START, entered)
        monitoring.register_callback(self._id, events.PY_RESUME, entered)
        # An exception thrown into a suspended generator resumes it too. The event can only be set globally, and
        # is rare enough for that.
        monitoring.register_callback(self._id, events.PY_THROW, thrown)
        monitoring.set_events(self._id, events.PY_THROW)

    def prepare(self, code: CodeType, place_of: Callable[[CodeType], int | None]) -> CodeType:
        """Watch a module's code and all code nested in it; returns it unchanged."""
        stack = [code]
        while stack:
            part = stack.pop()
            place = place_of(part)
            if place is not None:
                self._places[identity(part)] = place
                self._alive.append(part)
                if self._id >= 0:
                    self._watch(self._id, part, self._events_of(part))
            stack.extend(const for const in part.co_consts if type(const) is CodeType)
        return code

    def take(self) -> list[int]:
        """Return the places entered since the last call, and watch for them anew."""
        self.gap = not self._closed and (self._id < 0 or self._holder(self._id) != _NAME)
        if self.gap:
            self._begin_anew()
        hits, places = self._hits, self._places
        if not hits:
            return []
        seen = hits[:]
        numbers = places.keys() & set(map(identity, seen))
        if len(numbers) > _FEW or self._id < 0 or len(sys._current_frames()) > 1:
            self._restart()
        else:
            codes = {number: code for code in seen if (number := identity(code)) in numbers}
            self._watch_again(list(codes.values()))
        # Only now, and not by clear(): another thread may have appended, and a signal's handler may have raised before.
        del hits[: len(seen)]
        return list(set(map(places.__getitem__, numbers)))

    def _watch_again(self, codes: list[CodeType]) -> None:
        """Watch for a few functions anew: an event that was disabled is set where it is switched off and on.

        No other thread and no handler of a signal comes between the two: no Python code runs in the loop.
        """
        twice = [code for code in codes for _ in range(2)]
        events = [event for code in codes for event in (0, self._events_of(code))]
        deque(map(self._watch, repeat(self._id), twice, events), maxlen=0)

    def _events_of(self, code: CodeType) -> int:
        return self._resumable if code.co_flags & _RESUMABLE else self._plain

    def _begin_anew(self) -> None:
        """Claim an id again after somebody gave ours away. Where all are taken, every take tells of a gap."""
        try:
            self._id = _claim_id()
        except RecorderUnavailable:
            self._id = -1
            return
        self._listen()
        for code in self._alive:
            self._watch(self._id, code, self._events_of(code))
        self._restart()

    def close(self) -> None:
        """Stop watching and give the id back. A second call does nothing."""
        self._closed = True
        if self._id < 0:
            return
        monitoring = sys.monitoring
        if monitoring.get_tool(self._id) == _NAME:
            for code in self._alive:  # local events outlive the id, and its next holder did not ask for them
                monitoring.set_local_events(self._id, code, 0)
            monitoring.set_events(self._id, 0)
            monitoring.free_tool_id(self._id)
        self._id = -1


_NAME = "pytest-openedx"


def _claim_id() -> int:
    for number in _TOOL_IDS:
        if sys.monitoring.get_tool(number) is None:
            sys.monitoring.use_tool_id(number, _NAME)
            return number
    raise RecorderUnavailable(
        MonitorRecorder.name, "profilers, debuggers or other tools hold all ids of sys.monitoring"
    )
