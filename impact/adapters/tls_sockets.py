"""Connections under TLS: the encrypted socket takes over the one that has connected."""

from __future__ import annotations

from typing import Any

from impact.recording.adapting import Adaptations
from impact.recording.credit import Credit
from impact.recording.patching import Patches


def adapt(credit: Credit, patches: Patches) -> Adaptations:
    """Return what to do with `ssl`: let whoever sends through the encrypted socket use the service behind it."""

    def wrapping(original: Any) -> Any:
        def wrap_socket(context: Any, sock: Any, *arguments: Any, **named: Any) -> Any:
            __tracebackhide__ = True  # a report shows no frame of ours
            found = original(context, sock, *arguments, **named)
            credit.hand_on(sock, found)
            return found

        return wrap_socket

    return {"ssl": lambda module: patches.wrap(module, "SSLContext.wrap_socket", wrapping)}
