"""Under what tests run: interpreter, platform and options are the environment; the ini file is a dependency."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from impact.deciding.configuration import configuration_id
from impact.interpreter import interpreter_facts
from impact.model import Environment

_NOTED = pytest.StashKey[str]()

_NEUTRAL_OPTIONS = frozenset(
    # Which tests are collected and run, and in which order.
    "file_or_dir keyword markexpr ignore ignore_glob deselect lf failedfirst newfirst last_failed_no_failures stepwise "
    "stepwise_skip stepwise_reset collectonly maxfail keepduplicates confcutdir rootdir inifilename pyargs "
    "collect_in_virtualenv continue_on_collection_errors randomly_seed random_order_seed reruns reruns_delay "
    # What is reported, and how.
    "verbose quiet no_header no_summary no_fold_skipped fold_skipped showlocals tbstyle xfail_tb show_capture "
    "showcapture fulltrace color code_highlight pastebin reportchars durations durations_min xmlpath junitprefix "
    "disable_warnings capture usepdb usepdb_cls trace cacheshow cacheclear version help debug traceconfig "
    "doctestreport htmlpath self_contained_html report_log force_short_summary show_fixtures_per_test "
    "showfixtures markers setupshow setuponly setupplan basetemp timeout "
    # How the work is spread.
    "numprocesses maxprocesses maxworkerrestart dist tx px distload testrunuid rsyncdir rsyncignore looponfail "
    "loadscopereorder loadgroup usepdb create_db reuse_db".split()
)
_NEUTRAL_PREFIXES = tuple(
    "impacted cov no_cov log_cli log_file benchmark json_report itb_ randomly random_order rerun only_rerun "
    "fail_on_flaky timeout session_timeout".split()  # as pytest-rerunfailures and pytest-timeout name them
)
_NEUTRAL_SWITCHES = frozenset(
    f"no:{name}"
    for name in (
        "cacheprovider randomly random_order rerunfailures timeout xdist pytest_cov sugar benchmark testmon impacted "
        "pytest_durations faulthandler junitxml pastebin".split()
    )
)
"""What may be switched off by `-p` without making another environment."""
_FLAGS = ("optimize", "dev_mode", "utf8_mode", "bytes_warning", "warn_default_encoding", "isolated")
_NEUTRAL_PLUGINS = frozenset(
    # They report, measure, order or spread tests, and change nothing in them.
    "pytest-openedx pytest-xdist pytest-cov pytest-sugar pytest-html pytest-metadata pytest-json-report "
    "pytest-reportlog pytest-instafail pytest-pretty pytest-clarity pytest-timestamper "
    "pytest-custom-exit-code pytest-testmon pytest-impacted pytest-picked pytest-split pytest-randomly "
    "pytest-random-order pytest-rerunfailures pytest-timeout pytest-benchmark pytest-durations pytest-profiling".split()
)


def describe_environment(config: pytest.Config) -> Environment:
    """Return what tells this run from runs of the same tests whose outcomes may differ."""
    facts = [
        *interpreter_facts(),
        ("settings", os.environ.get("DJANGO_SETTINGS_MODULE", "")),
        *((name, value) for name, value in _started_with(config) if value),
    ]
    # A falsy value is taken for the default: a plugin that merely adds options does not make another environment.
    options = {**vars(config.option)}
    options["plugins"] = [each for each in options.get("plugins") or () if each not in _NEUTRAL_SWITCHES]
    facts += [
        (f"option {name}", repr(value))
        for name, value in sorted(options.items())
        if value and name not in _NEUTRAL_OPTIONS and not name.startswith(_NEUTRAL_PREFIXES)
    ]
    return Environment(tuple(facts))


def _started_with(config: pytest.Config) -> Iterator[tuple[str, str]]:
    """Yield what the interpreter and pytest were started with besides options: mostly nothing but plugins."""
    yield "flags", " ".join(f"{name}={value}" for name in _FLAGS if (value := int(getattr(sys.flags, name))))
    yield "warnings", " ".join(sys.warnoptions)
    yield "time zone", os.environ.get("TZ", "")
    yield "plugins named", os.environ.get("PYTEST_PLUGINS", "")
    installed = {str(found.project_name).lower() for _, found in config.pluginmanager.list_plugin_distinfo()}
    yield "plugins", " ".join(sorted(installed - _NEUTRAL_PLUGINS))


def configuration(config: pytest.Config) -> str:
    """Return the content id of the ini values that change how tests behave, as they were when they were noted."""
    if _NOTED not in config.stash:
        note_configuration(config)
    return config.stash[_NOTED]


def note_configuration(config: pytest.Config) -> None:
    """Note the ini values as they stand in the file: plugins append their markers to a list that comes from TOML."""
    # Before pytest 9.1 the values had but the public name, which warns since then.
    ini = getattr(config, "_inicfg", None)
    if ini is None:
        ini = config.inicfg
    config.stash[_NOTED] = configuration_id(
        {
            name: getattr(value, "value", value)
            for name, value in ini.items()
            if getattr(value, "origin", "file") == "file"  # what options override belongs to the environment
        }
    )
