"""Which recorder suits the running Python."""

from __future__ import annotations

import sys

from impact.recording.interface import Recorder


def choose_recorder() -> Recorder:
    """Return a running recorder.

    :raises ImpactError: where none can run now.
    """
    if sys.version_info >= (3, 12):
        from impact.recording.monitor import MonitorRecorder

        return MonitorRecorder()
    from impact.recording.marker import MarkerRecorder

    return MarkerRecorder()
