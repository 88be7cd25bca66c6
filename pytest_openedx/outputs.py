"""What the run itself writes under the root: reports and caches, which no test depends on."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

_OPTIONS = ("xmlpath", "report_log", "htmlpath", "json_report_file", "log_file", "basetemp", "debug", "impacted_map")
_COVERAGE = frozenset({"coverage.xml", "coverage.json", "coverage.lcov"})
"""The default names of coverage's reports."""


def outputs_of(config: pytest.Config) -> frozenset[str]:
    """Return the paths of files and folders that the run writes, relative to the root, with `/`."""
    found = set(_COVERAGE)
    for path in _paths(config):
        absolute = os.path.join(config.invocation_params.dir, os.path.expanduser(path))
        found.add(os.path.relpath(absolute, config.rootpath).replace(os.sep, "/"))
    return frozenset(found)


def _paths(config: pytest.Config) -> Iterator[str]:
    values = [config.getoption(name, None) for name in _OPTIONS]
    reports = config.getoption("cov_report", None)
    values += reports.values() if isinstance(reports, dict) else []
    yield from (os.fspath(value) for value in values if isinstance(value, str | os.PathLike))
    for name in ("cache_dir", "impacted_map"):
        try:
            value = config.getini(name)
        except ValueError:  # the plugin of this option is switched off
            continue
        if value:
            yield os.path.join(config.rootpath, value)
