"""Saying under what tests would run here, for commands that put records into the map without running pytest."""

from __future__ import annotations

import json
import sys

import pytest

from pytest_openedx.environment import configuration, describe_environment


class EnvironmentTeller:
    """Prints the environment in place of a run."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_cmdline_main(self, config: pytest.Config) -> pytest.ExitCode:
        """Print it as JSON: root, facts of the environment, and content id of the configuration."""
        told = {
            "root": str(config.rootpath),
            "environment": describe_environment(config).facts,
            "configuration": configuration(config),
        }
        sys.stdout.write(json.dumps(told) + "\n")
        return pytest.ExitCode.OK
