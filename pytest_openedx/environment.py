"""Under what tests run: interpreter, platform and options are the environment; the ini file is a dependency."""

from __future__ import annotations

import os
import platform
import sys

import pytest

from impact.model import Dependency, Environment, Kind, digest

CONFIGURATION = Dependency(Kind.CONFIGURATION, "pytest")
"""The ini values that change how tests behave: every test rests on them."""

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
_NEUTRAL_PREFIXES = ("impacted", "cov", "no_cov", "log_cli", "log_file", "benchmark", "json_report", "itb_")
_NEUTRAL_INI = frozenset(
    "addopts testpaths norecursedirs cache_dir console_output_style required_plugins minversion junit_suite_name "
    "junit_logging junit_log_passing_tests junit_duration_report junit_family faulthandler_timeout".split()
)
_NEUTRAL_INI_PREFIXES = ("impacted", "log_cli", "log_file", "verbosity_")


def describe_environment(config: pytest.Config) -> Environment:
    """Return what tells this run from runs of the same tests whose outcomes may differ."""
    facts = [
        ("python", f"{platform.python_implementation()} {platform.python_version()}"),
        ("platform", f"{sys.platform} {platform.machine()}"),
        ("settings", os.environ.get("DJANGO_SETTINGS_MODULE", "")),
    ]
    # A falsy value is taken for the default: a plugin that merely adds options does not make another environment.
    facts += [
        (f"option {name}", repr(value))
        for name, value in sorted(vars(config.option).items())
        if value and name not in _NEUTRAL_OPTIONS and not name.startswith(_NEUTRAL_PREFIXES)
    ]
    return Environment(tuple(facts))


def configuration(config: pytest.Config) -> str:
    """Return the content id of the ini values that change how tests behave."""
    values = ((name, repr(getattr(value, "value", value))) for name, value in sorted(config.inicfg.items()))
    return digest(
        text
        for name, value in values
        if name not in _NEUTRAL_INI and not name.startswith(_NEUTRAL_INI_PREFIXES)
        for text in (name, value)
    )
