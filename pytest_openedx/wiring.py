"""The one place where the parts are joined: from settings to the role, its hooks and its helpers."""

from __future__ import annotations

import math

import pytest

from pytest_openedx.history import RunHistory
from pytest_openedx.keeping import MapKeeping
from pytest_openedx.options import Settings
from pytest_openedx.plan import Plan, make_plan
from pytest_openedx.recording import Recording
from pytest_openedx.roles import Alone, Controller, Worker
from pytest_openedx.shadow import Shadow
from pytest_openedx.summary import Summary

SECONDS_PER_WORKER = 2.0
"""Recorded seconds of work for which starting one more worker pays: it imports everything anew."""


def wire(config: pytest.Config, settings: Settings, recording: Recording | None, fault: str | None) -> None:
    """Register the hooks for the role that this process has. `fault` tells why a recording that is due is missing."""
    if hasattr(config, "workerinput"):
        if "openedx" in config.workerinput:
            config.pluginmanager.register(Worker(config, recording), "openedx-role")
        return
    plan = make_plan(config, settings, recording.began if recording is not None else None)
    if fault is not None:
        plan.records = False
        plan.notices.append(fault)
    limit_workers(config, plan)
    keeping = MapKeeping(plan) if plan.records else None
    if distributes(config):
        if recording is not None:
            recording.close()  # the workers record
        config.pluginmanager.register(Controller(plan, keeping), "openedx-role")
    else:
        recorded = recording if plan.records else None
        if recorded is not None:
            recorded.scribe.imports.doubt(plan.outdated)
        config.pluginmanager.register(Alone(config, plan, recorded, keeping), "openedx-role")
    if settings.shadows:
        config.pluginmanager.register(Shadow(plan), "openedx-shadow")
    if plan.records:
        config.pluginmanager.register(RunHistory(plan, settings.selects), "openedx-history")
    # Last, so that it speaks when the role has written, or has failed to.
    config.pluginmanager.register(Summary(plan, settings.selects, keeping), "openedx-summary")


def distributes(config: pytest.Config) -> bool:
    """Whether xdist will start workers."""
    option = config.option
    if getattr(option, "collectonly", False):
        return False
    if getattr(option, "numprocesses", None) is not None:
        return bool(option.numprocesses) and not (option.numprocesses in ("auto", "logical") and option.usepdb)
    return bool(getattr(option, "tx", None)) or getattr(option, "dist", "no") != "no"


def limit_workers(config: pytest.Config, plan: Plan) -> None:
    """Start only as many local workers as the selection is worth; none for what one process finishes sooner."""
    wanted = getattr(config.option, "numprocesses", None)
    if not wanted or plan.orders.files is None:
        return
    unknown = sum(path not in plan.choice.known_files for path in plan.orders.files)
    worth = math.ceil(sum(plan.choice.durations.values()) / SECONDS_PER_WORKER) + unknown
    if worth <= 1:
        config.option.numprocesses = 0
        config.option.dist = "no"
        config.option.tx = []
    elif isinstance(wanted, int):
        config.option.numprocesses = min(wanted, worth)
    else:
        most = config.option.maxprocesses
        config.option.maxprocesses = min(most, worth) if most else worth
