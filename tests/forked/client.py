"""The other end of the fork server: a run of pytest costs little more than what pytest does."""

from __future__ import annotations

import functools
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SERVER = Path(__file__).with_name("server.py")
TIMEOUT = 120
"""Seconds that one run may take: a hanging one ends and shows where it hung."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: exit code, what was printed, and the outcome of each test by node id."""

    code: int
    output: str
    errors: str
    outcomes: Mapping[str, str]


class ForkServer:
    """A process that has imported pytest, and forks a child for each run. It ends when we do."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="forked-")
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(_SERVER)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=self._folder.name, env=outer_environment(),
        )  # fmt: skip

    def run(self, folder: Path, environment: Mapping[str, str], arguments: Sequence[str], apart: bool = True) -> Ended:
        """Run pytest in a folder; `apart` keeps what it prints as errors from the rest.

        Of Python's own variables PYTHONPATH, PYTHONPYCACHEPREFIX and PYTHONDONTWRITEBYTECODE have effect.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        output = Path(self._folder.name, "output")
        errors = Path(self._folder.name, "errors") if apart else output
        order = {
            "folder": str(folder),
            "environment": dict(environment),
            "arguments": [*arguments],
            "timeout": TIMEOUT,
            "output": str(output),
            "errors": str(errors),
        }
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the fork server ended with {self._process.wait()}"
        answer = json.loads(line)
        printed = output.read_text(errors="replace")
        return Ended(answer["code"], printed, errors.read_text(errors="replace") if apart else "", answer["outcomes"])

    @contextmanager
    def small_disk(self, limit: int) -> Iterator[None]:
        """Let no file of the runs inside grow beyond so many bytes."""
        unlimited = resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (limit, unlimited[1]))
        try:
            yield
        finally:
            resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, unlimited)


@functools.cache
def fork_server() -> ForkServer:
    """Return the server of this process, started when first asked for."""
    return ForkServer()


def outer_environment() -> dict[str, str]:
    """Return our environment, without what an outer run of pytest, coverage or tox put there."""
    outer = ("PYTEST_", "COV_", "COVERAGE_", "DJANGO_", "PYTHON", "TOX_")  # in a folder of tox, all runs had one cache
    return {name: value for name, value in os.environ.items() if not name.startswith(outer)}
