"""The plan of a run, made once before anything is collected: the map is read, the tree looked at, the tests chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from impact.deciding.configuration import CONFIGURATION
from impact.errors import MapAbsent, MapDamaged, MapError, MapTooOld
from impact.map.aside import set_aside
from impact.map.condition import is_read_only, locate
from impact.map.faults import read_only
from impact.map.reader import MapReader
from impact.model import Environment, file_of
from impact.pycache import forget_bytecode, forget_older_bytecode
from impact.recording.territory import Territory
from impact.selection.choice import Choice
from impact.selection.choosing import Staleness
from impact.selection.explaining import Explanations
from impact.selection.missing import without_missing
from impact.selection.opening import Files
from impact.selection.pending import Pending, pending_files
from impact.selection.present import Present, look_around
from impact.selection.ways import collecting_folders
from impact.tree_state import TreeState
from pytest_openedx.collecting import clashing_files, starts_of, unknown_names, ways_of
from pytest_openedx.environment import configuration, describe_environment
from pytest_openedx.options import Settings
from pytest_openedx.outputs import outputs_of
from pytest_openedx.selecting import Orders, without_group


@dataclass(slots=True)
class Plan:
    """What was found and decided.

    - `records`: whether the run is written to the map.
    - `first`: whether there was nothing to select by.
    - `partial`: files of which only some tests are asked for.
    - `began`: since when modules are imported, in nanoseconds since 1970; None if none is yet.
    - `outdated`: changed sources of which Python would have loaded, or has loaded, bytecode of another version.
    - `notices`: lines for the person, on what went wrong with the map.
    - `nodeid_of`: from the node id in a report to that of the test.
    """

    map_path: Path
    environment: Environment
    territory: Territory
    tree: TreeState
    records: bool
    first: bool = True
    choice: Choice = field(default_factory=Choice)
    present: Present = field(default_factory=Present)
    explanations: Explanations = field(default_factory=Explanations)
    orders: Orders = field(default_factory=Orders.everything)
    partial: frozenset[str] = frozenset()
    began: int | None = None
    outdated: frozenset[str] = frozenset()
    notices: list[str] = field(default_factory=list)
    nodeid_of: Callable[[str], str] = str

    @property
    def nothing_to_collect(self) -> bool:
        """Whether collection can be left out altogether."""
        return self.orders.files is not None and not self.orders.files


def make_plan(config: pytest.Config, settings: Settings, began: int | None) -> Plan:
    """Read the map and decide. A map that can't be used never stops the run: everything runs, and a notice says why.

    `began` tells since when modules are imported, in nanoseconds since 1970; None if none is yet.
    """
    map_path = locate(settings.map_place)
    plan = Plan(
        map_path=map_path,
        environment=describe_environment(config),
        territory=Territory(config.rootpath),
        tree=TreeState(str(config.rootpath), map_path.with_name("tree.json"), outputs_of(config)),
        records=settings.records,
        explanations=Explanations(settings.explain),
        began=began,
    )
    plan.partial = starts_of(config)[1]
    if config.getoption("dist", "no") == "loadgroup":
        plan.nodeid_of = without_group
    if settings.fetch:
        from pytest_openedx.fetching import fetch_maps  # only who fetches pays for it

        plan.notices += fetch_maps(settings.fetch, map_path, config.rootpath, plan.environment)
    try:
        if plan.records and is_read_only(plan.map_path):
            raise read_only(plan.map_path)
        with MapReader(plan.map_path) as reader:
            _consult(reader, plan, config, settings)
    except MapAbsent:
        _distrust_bytecode(plan)
    except (MapDamaged, MapTooOld) as fault:  # while it was opened, or while it was read
        plan.notices.append(_put_aside(plan, fault))
        _distrust_bytecode(plan)
    except MapError as fault:
        plan.notices.append(f"{fault} Everything runs, nothing is recorded.")
        plan.records = False
        _distrust_bytecode(plan)
    if plan.orders.files:
        _drop_unaffected_arguments(config, plan.orders)
    return plan


def _distrust_bytecode(plan: Plan) -> None:
    """Without a map that tells which sources have changed, let no bytecode be loaded that is older than its source."""
    sources = (place for place in plan.tree.places() if place.endswith(".py"))
    forget_older_bytecode(plan.territory.path(place) for place in sources)


def _put_aside(plan: Plan, fault: MapError) -> str:
    if not plan.records:
        return f"{fault} Everything runs; the next recording puts it aside and begins another."
    try:
        aside = set_aside(fault)
    except (MapError, OSError) as error:
        plan.records = False
        why = "a file of this name is never put aside" if error is fault else f"it can't be put aside: {error}"
        return f"{fault} Everything runs, nothing is recorded: {why}"
    return f"{fault} Everything runs" + (f"; it is kept as {aside.name}, and another begun." if aside else ".")


def _consult(reader: MapReader, plan: Plan, config: pytest.Config, settings: Settings) -> None:
    other = {CONFIGURATION: configuration(config)}
    present = look_around(reader, plan.territory.path, other, plan.tree.present)
    plan.outdated = frozenset(
        each for each in present.moved_sources if forget_bytecode(plan.territory.path(each), plan.began)
    )
    forget_older_bytecode(plan.territory.path(each) for each in present.rewritten)
    files = Files(reader, plan.environment.digest, Staleness(reader, present))
    choice = files.choose(plan.partial, everything=settings.shadows or bool(settings.explain))
    choice = without_missing(files, choice, plan.territory.path)
    orders, first = Orders.everything(), not (choice.known or choice.known_files)
    if settings.selects and not first:
        wanted = _pending(config, plan, choice, present.source_places)
        collected = choice.known_files if wanted is None else wanted.files
        choice = files.open(choice, collected)
        orders = _orders(choice, wanted, collected)
    plan.explanations = Explanations.gather(reader, present, choice, files.records, settings.explain)
    plan.present, plan.choice, plan.orders, plan.first = present, choice, orders, first


def _pending(config: pytest.Config, plan: Plan, choice: Choice, sources: Iterable[str]) -> Pending | None:
    """Return what must be collected; None where nothing may be left out."""
    if config.getoption("pyargs", False):
        return None
    starts, _ = starts_of(config)
    ways = ways_of(config, choice.known_files, collecting_folders(sources, plan.territory.path))
    resting = choice.resting_files - unknown_names(config, [*choice.resting, *choice.impacted])
    pending = pending_files(str(config.rootpath), starts, resting, ways.may_hold_tests, ways.skip_folder)
    if clashing := clashing_files(config, pending.files, resting):
        resting -= clashing
        pending = pending_files(str(config.rootpath), starts, resting, ways.may_hold_tests, ways.skip_folder)
    return pending


def _orders(choice: Choice, wanted: Pending | None, collected: frozenset[str]) -> Orders:
    return Orders(
        resting=frozenset(nodeid for nodeid in choice.resting if file_of(nodeid) in collected),
        known=frozenset(nodeid for nodeid in choice.impacted if file_of(nodeid) in collected),
        files=None if wanted is None else wanted.files,
        folders=None if wanted is None else wanted.folders,
    )


def _drop_unaffected_arguments(config: pytest.Config, orders: Orders) -> None:
    """Take files in which nothing is impacted out of the arguments: pytest would collect what is asked for by name."""
    starts, _ = starts_of(config)
    kept = [
        argument
        for argument, start in zip(config.args, starts, strict=True)
        if not (config.rootpath / start).is_file() or orders.wants(start)
    ]
    config.args[:] = kept
