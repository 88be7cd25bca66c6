"""The children of one recorded process: each is a node of its own, for which it reports, or else depends on the tree.

Whatever runs while a child lives may be served by it, so that it rests on all that the child does, to its end.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

# Tests replace functions of `os` and `time` by fakes, which are not meant for us.
from os import getpid
from time import monotonic, sleep

from impact.model import Kind
from impact.recording.commands import Command, Role
from impact.recording.delta import child_node
from impact.recording.farewells import ask_for_reports
from impact.recording.forkserver import watch_requests
from impact.recording.handover import hand_over
from impact.recording.pending import Child, lives, pid_of
from impact.recording.reporting import Reporter, make_report
from impact.recording.scribe import Scribe
from impact.recording.spool import Heir, Report, Spool

_GRACE = 0.3
"""Seconds that the last children may take to end, once the tests have."""
_PAUSE = 0.002


class Children:
    """Knows what was started and has not ended. Falsy while there is nothing to look after.

    `names` gives the content id of the names of all project files; it is asked once, when the first child starts.
    """

    def __init__(self, scribe: Scribe, spool: Spool, root: str, names: Callable[[], str], serves: bool = False) -> None:
        self._scribe, self._spool, self._root = scribe, spool, root
        self._names = names
        self._names_at_first: str | None = None
        self._serves = serves
        self._pending: dict[str, Child] = {}
        self._numbers = count(1)
        self._forks = count(1)
        scribe.children = self

    def __bool__(self) -> bool:
        return bool(self._pending)

    def look(self) -> list[str]:
        """Take in what those that have ended report, and return the nodes of those that live."""
        for child in list(self._pending.values()):
            report = self._spool.handed_in(child.key)
            if report is None:
                pid = pid_of(child, self._spool)
                if pid is None or lives(pid):
                    continue
                report = self._spool.handed_in(child.key)  # it may have ended since
                if report is None and child.announces and self._spool.announced(child.key) is None:
                    report = []  # it was ended before it began
            self._take_leave(child, report, f"{child.name} was started and could not be recorded")
        return [child_node(key) for key in self._pending]

    def settle(self) -> None:
        """Wait a moment for those that still live, then take them for unrecorded."""
        end = monotonic() + _GRACE
        while self.look() and monotonic() < end:
            sleep(_PAUSE)
        for child in list(self._pending.values()):
            self._take_leave(child, None, f"{child.name} was started and outlived the tests")

    def report(self) -> Report:
        """Return what this process did since the last report, and whom it leaves behind."""
        news = self._scribe.drain()
        heirs = [
            Heir(key=each.key, name=each.name, pid=each.pid, announces=each.announces)
            for each in self._pending.values()
        ]
        return make_report(news, self._scribe.places, dict(self._scribe.reads.products.before), heirs)

    def program_starts(self, command: Command, environment: dict[bytes, bytes]) -> tuple[str, dict[bytes, bytes]]:
        """Return a key for the child, and its environment where it differs."""
        self._first()
        key = f"{getpid()}-{next(self._numbers)}"
        if command.role is Role.OPAQUE:
            return key, {}
        serves = command.role is Role.FORKSERVER
        return key, hand_over(environment, key, self._spool.folder, self._root, serves)

    def program_started(self, key: str, command: Command, pid: int) -> None:
        """Look after the child of that key. A fork server is no child: those that it forks are."""
        if command.role is Role.FORKSERVER:
            watch_requests(lambda number: self._add(_fork_key(pid, number), "a process of the fork server"))
        else:
            self._add(key, command.name, pid, command.announces)

    def opaque_started(self, name: str) -> None:
        """Let what runs now depend on the tree."""
        self._first()
        self._scribe.touch(Kind.TREE, f"{name} was started and could not be recorded", self._names_at_first or "")

    def unseen(self, node: str) -> None:
        """Let a node depend on the tree: somebody switched the recorder off while it ran."""
        self._first()
        self._scribe.touch(Kind.TREE, "the recorder was switched off", self._names_at_first or "", node)

    def replaced(self, name: str) -> None:
        """Report before this process becomes another program."""
        self.opaque_started(name)
        if self.reporter is not None:
            self.reporter.finish()

    def signalled(self, number: int, concerns: Callable[[int], bool]) -> None:
        """Let the children that a signal will kill report first: `Pool` ends its workers so, and they can't help it."""
        ask_for_reports(list(self._pending.values()), self._spool, number, concerns)

    def fork_begins(self) -> str:
        """Return a key for the child."""
        self._first()
        return _fork_key(getpid(), next(self._forks))

    def forked(self, key: str) -> None:
        """Look after the forked child."""
        if not self._serves:
            self._add(key, "a forked process")

    def fork_returned(self, key: str, pid: int) -> None:
        """Know the process id of the forked child; who asked a fork server for it has no other way to."""
        if self._serves:
            self._spool.introduce(key, pid)
        elif key in self._pending:
            self._pending[key].pid = pid

    def is_forked(self, key: str) -> None:
        """Be the forked child: what was started or recorded before is the parent's."""
        self._pending.clear()
        if not self._serves:  # what a fork server has imported, its children found done
            self._scribe.start_afresh()
        self._serves = False
        self._forks = count(1)
        self.become(key)

    def become(self, key: str) -> None:
        """Report at the end of this process."""
        self.reporter = Reporter(self._spool, key, self.report)
        self.reporter.begin()

    reporter: Reporter | None = None
    """What tells the process that started this one, if that is recorded."""

    def _first(self) -> None:
        if self._names_at_first is None:
            self._names_at_first = self._names()

    def _add(self, key: str, name: str, pid: int | None = None, announces: bool = True) -> None:
        self._wait_for(Child(key, name, self._scribe.node, pid, announces))

    def _wait_for(self, child: Child) -> None:
        self._pending[child.key] = child
        self._scribe.connect(child.starter, child_node(child.key))

    def _take_leave(self, child: Child, reports: list[Report] | None, otherwise: str) -> None:
        self._pending.pop(child.key, None)
        # An import is rested on by way of its module alone, so that what it started is booked to the module as well.
        nodes = [child_node(child.key), *([child.starter] if child.starter.startswith("m:") else [])]
        for report in reports or ():
            self._scribe.adopt(report, nodes, self._names_at_first or "")
            for heir in report["heirs"]:
                self._wait_for(Child(heir["key"], heir["name"], child.starter, heir["pid"], heir["announces"]))
        if reports is None:
            for node in nodes:
                self._scribe.touch(Kind.TREE, otherwise, self._names_at_first or "", node)
        self._scribe.close_fixture(child_node(child.key))


def _fork_key(pid: int, number: int) -> str:
    return f"{pid}-f{number}"
