"""The fork server of multiprocessing: a process that lives on and forks another one at each request.

Requests and forks come in the same order, so that the number of a request tells which forked process it got.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import count
from typing import Any

_MODULE = "multiprocessing.forkserver"
_REQUEST = "connect_to_new_process"


class _Requests:
    """Stands in for `connect_to_new_process`: counts the requests to the server that runs now, and tells of each."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.numbers = count(1)
        self.tell: Callable[[int], None] = lambda number: None

    def __call__(self, *arguments: Any, **more: Any) -> Any:
        # Asking starts a server where none runs, and that begins a new count (see `watch_requests`).
        found = self.real(*arguments, **more)
        self.tell(next(self.numbers))
        return found


def watch_requests(tell: Callable[[int], None]) -> None:
    """Call `tell` with the number of each request to the fork server that was just started in this process."""
    module = sys.modules[_MODULE]
    requests = getattr(module, _REQUEST)
    first = not isinstance(requests, _Requests)
    if first:
        requests = _Requests(requests)
        setattr(module, _REQUEST, requests)
    requests.numbers, requests.tell = count(1), tell
    if first and _is_asked_for():
        tell(next(requests.numbers))  # the request that started the server went past us


def _is_asked_for() -> bool:
    frame = sys._getframe(1)
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code.co_name == _REQUEST and frame.f_globals.get("__name__") == _MODULE:
            return True
    return False
