"""Loaded into a measured pytest (`-p tests.benchmarks.stopwatch`): it notes what making the plan took."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from pytest_openedx import wiring

TOLD = "STOPWATCH"
"""The environment variable that names the file in which to note it."""

_make = wiring.make_plan


def _measured(*arguments: Any, **named: Any) -> Any:
    wall, cpu = time.perf_counter(), time.process_time()
    plan = _make(*arguments, **named)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    impacted = len(plan.choice.impacted)
    Path(os.environ[TOLD]).write_text(json.dumps({"wall": wall, "cpu": cpu, "impacted": impacted}))
    return plan


if TOLD in os.environ:
    wiring.make_plan = _measured
