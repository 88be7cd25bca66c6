"""The plugin that pytest loads: its options, and the hooks that choose the role of the process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from pytest_openedx.options import add_options, read_settings, refuse_rival, wants_contracts

if TYPE_CHECKING:
    from pytest_openedx.recording import Recording

# Everything else is imported where it is needed: without our options, pytest must start as fast as without us.
_RECORDING: pytest.StashKey[Recording] = pytest.StashKey()
_FAULT = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Register the options."""
    refuse_rival(pluginmanager)
    add_options(parser)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[Any]:
    """Begin to record before the first conftest, or a framework that a plugin sets up, is imported."""
    if getattr(early_config.known_args_namespace, "impacted_environment", None):
        from pytest_openedx.describing import EnvironmentTeller

        early_config.pluginmanager.register(EnvironmentTeller(), "openedx-environment")
        return (yield)
    if read_settings(early_config, early_config.known_args_namespace).records:
        from impact.errors import RecorderUnavailable
        from pytest_openedx.recording import Recording

        try:
            recording = early_config.stash[_RECORDING] = Recording(early_config)
        except RecorderUnavailable as fault:
            early_config.stash[_FAULT] = str(fault)
        else:
            early_config.add_cleanup(recording.close)
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> Iterator[Any]:
    """Choose the role, unless the run only shows something."""
    settings = read_settings(config, config.option)
    if settings.active and not any(config.getoption(name, False) for name in _SHOWING):
        from pytest_openedx.wiring import wire

        wire(config, settings, config.stash.get(_RECORDING, None), config.stash.get(_FAULT, None))
    if wants_contracts(config) and not any(config.getoption(name, False) for name in _SHOWING):
        from pytest_openedx.contracts import ContractHooks

        recording = config.stash.get(_RECORDING, None)
        config.pluginmanager.register(ContractHooks(config, settings.selects, recording), "openedx-contracts")
    return (yield)


_SHOWING = ("help", "version", "markers", "showfixtures", "show_fixtures_per_test", "cacheshow", "impacted_environment")
