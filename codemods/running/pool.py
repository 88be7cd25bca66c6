"""One pass over many files, here or in several processes, with results in order and few of them in memory."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from codemods.codemod import Bound
from codemods.errors import WorkerDied
from codemods.model import Skipped
from codemods.registry import load
from codemods.running.examining import Examined, examine, wanting
from codemods.running.files import place_of

_BATCH = 16
_FEW = 64
"""So many files with a needle are done sooner than other processes are started."""


@dataclass(frozen=True, slots=True)
class Order:
    """A codemod in a form that another process can take: name, origin, options."""

    name: str
    origin: str
    options: Mapping[str, str]

    @classmethod
    def of(cls, bound: Bound) -> Order:
        """Return the order for a bound codemod."""
        return cls(bound.codemod.name, bound.codemod.origin, dict(bound.options))

    def bind(self) -> Bound:
        """Return the codemod."""
        return Bound.to(load(self.name, self.origin), self.options)


def examine_all(
    root: Path, files: Iterable[str | tuple[str, Skipped]], bounds: Sequence[Bound], jobs: int
) -> Iterator[Examined]:
    """Yield what is found in each file, in the order of the files; `jobs` is how many processes may work."""
    hits = _Hits(root, files, bounds)
    if jobs == 1:
        yield from (hits.result(each) for each in hits)
        return
    few = deque[_Hit]()
    for each in hits:
        few.append(each)
        if len(few) > _FEW:
            break
    if len(few) <= _FEW:
        yield from map(hits.result, few)
        return
    yield from _in_processes(hits, chain(few, hits), bounds, jobs)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A file to look at; `done` where there was nothing to look at."""

    path: str
    wanted: tuple[int, ...] = ()
    done: Examined | None = None


class _Hits(Iterator[_Hit]):
    """The files, each with the codemods whose needles stand in it; contents are not kept."""

    def __init__(self, root: Path, files: Iterable[str | tuple[str, Skipped]], bounds: Sequence[Bound]) -> None:
        self.root, self._bounds = root, bounds
        self._files = iter(files)

    def __next__(self) -> _Hit:
        file = next(self._files)
        if isinstance(file, tuple):
            path, skipped = file
            return _Hit(
                path, done=Examined(path, outcomes=tuple((each.codemod.name, skipped) for each in self._bounds))
            )
        return _look(self.root, file, self._bounds)

    def result(self, hit: _Hit) -> Examined:
        return hit.done or _examine(self.root, hit, self._bounds)


def _look(root: Path, path: str, bounds: Sequence[Bound]) -> _Hit:
    try:
        with open(os.path.join(root, path), "rb") as stream:
            raw = stream.read()
    except OSError as error:
        skipped = Skipped(f"it can't be read: {error.strerror}")
        return _Hit(path, done=Examined(path, outcomes=tuple((each.codemod.name, skipped) for each in bounds)))
    wanted = tuple(index for index, bound in enumerate(bounds) if bound.needles.found_in(raw))
    return _Hit(path, wanted, None if wanted else Examined(path))


def _examine(root: Path, hit: _Hit, bounds: Sequence[Bound]) -> Examined:
    try:
        raw = (root / hit.path).read_bytes()
    except OSError as error:
        skipped = Skipped(f"it can't be read: {error.strerror}")
        return Examined(hit.path, outcomes=tuple((bounds[each].codemod.name, skipped) for each in hit.wanted))
    return examine(place_of(root, hit.path), raw, wanting(raw, bounds))


_in_worker: tuple[Path, Sequence[Bound]] | None = None
"""What a worker process was started with; only such a process sets it."""


def _begin(root: Path, orders: Sequence[Order]) -> None:
    global _in_worker
    _in_worker = root, [order.bind() for order in orders]


def _work(batch: Sequence[_Hit]) -> list[Examined]:
    assert _in_worker is not None
    root, bounds = _in_worker
    return [hit.done or _examine(root, hit, bounds) for hit in batch]


def _in_processes(hits: _Hits, every: Iterable[_Hit], bounds: Sequence[Bound], jobs: int) -> Iterator[Examined]:
    orders = [Order.of(bound) for bound in bounds]
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(hits.root, orders)) as pool:
        waiting: deque[Future[list[Examined]] | list[Examined]] = deque()
        left = iter(every)
        while batch := list(islice(left, _BATCH)):
            done = [hit.done for hit in batch if hit.done is not None]
            waiting.append(done if len(done) == len(batch) else pool.submit(_work, batch))
            while len(waiting) > 4 * jobs:
                yield from _taken(waiting.popleft())
        while waiting:
            yield from _taken(waiting.popleft())


def _taken(result: Future[list[Examined]] | list[Examined]) -> list[Examined]:
    try:
        return result if isinstance(result, list) else result.result()
    except BrokenProcessPool:
        raise WorkerDied from None


def usable_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
