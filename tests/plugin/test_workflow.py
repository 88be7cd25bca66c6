"""The workflow of docs/ci, step by step as a runner would take them, on a fake Django service."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.forked.client import outer_environment
from tests.impact.sharing.checkouts import commit

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / "docs" / "ci" / "impacted-tests.yml"
FILES = {
    "requirements/test.txt": "django\npytest-django\npytest-openedx\n",
    ".gitignore": ".impact\n__pycache__\n",
    "pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = service.settings\n",
    "service/__init__.py": "",
    "service/settings.py": """
        SECRET_KEY = "x"
        INSTALLED_APPS = ["service"]
        DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
        ROOT_URLCONF = "service.urls"
        ALLOWED_HOSTS = ["testserver"]
    """,
    "service/views.py": """
        from django.http import HttpResponse

        def hello(request):
            return HttpResponse("hello")

        def bye(request):
            return HttpResponse("bye")
    """,
    "service/urls.py": """
        from django.urls import path
        from service import views

        urlpatterns = [path("hello/", views.hello), path("bye/", views.bye)]
    """,
    "tests/test_hello.py": """
        def test_hello(client):
            assert client.get("/hello/").content == b"hello"
    """,
    "tests/bye now/test_bye.py": """
        def test_bye(client):
            assert client.get("/bye/").content == b"bye"
    """,
    "tests/test_plain.py": "def test_plain():\n    assert True\n",
}
_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")


@dataclass
class Runner:
    """Takes the steps of a workflow: `run` in a shell, the actions that it uses by copying files."""

    checkout: Path
    work: Path
    event: str
    context: dict[str, str] = field(default_factory=dict)
    artifacts: dict[str, Path] = field(default_factory=dict)
    summary: str = ""
    results: dict[str, str] = field(default_factory=dict)

    def run(self, workflow: dict[str, Any]) -> dict[str, str]:
        shared = {name: self._filled(str(value), {}) for name, value in workflow["env"].items()}
        for name, job in workflow["jobs"].items():
            self.results[name] = self._run_job(name, job, shared)
            self.context[f"needs.{name}.result"] = self.results[name]
        return self.results

    def _run_job(self, name: str, job: dict[str, Any], shared: dict[str, str]) -> str:
        if not self._holds(job.get("if"), job.get("needs", [])):
            return "skipped"
        rows = [{}]
        if "strategy" in job:
            rows = json.loads(self._filled(job["strategy"]["matrix"], {}))["include"]
        outcomes = []
        for index, row in enumerate(rows):
            matrix = {f"matrix.{key}": str(value) for key, value in row.items()} | {"strategy.job-index": str(index)}
            outcomes.append(self._run_steps(f"{name}-{index}", job["steps"], shared, matrix))
        for key, value in job.get("outputs", {}).items():
            self.context[f"needs.{name}.outputs.{key}"] = self._filled(value, {})
        return "success" if all(outcomes) else "failure"

    def _run_steps(
        self, name: str, steps: list[dict[str, Any]], shared: dict[str, str], matrix: dict[str, str]
    ) -> bool:
        place = self.work / name
        shutil.copytree(self.checkout, place, ignore=shutil.ignore_patterns(".impact", "__pycache__"))
        good = True
        for step in steps:
            if not good and step.get("if") != "always()":
                continue
            if "github.event_name != 'schedule'" in step.get("if", "") and self.event == "schedule":
                continue
            if "uses" in step:
                self._use(step, place, matrix)
            else:
                own = {key: self._filled(str(value), matrix) for key, value in step.get("env", {}).items()}
                good = self._shell(step, place, shared | own) and good
        return good

    def _shell(self, step: dict[str, Any], place: Path, variables: dict[str, str]) -> bool:
        output, summary = self.work / "output", self.work / "summary"
        output.write_text("")
        told = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
        # Only our plugin and pytest-django: what else is installed here is no part of the service.
        plugins = "-p pytest_openedx.plugin -p pytest_django.plugin -p no:cacheprovider"
        ours = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": plugins, "PYTHONPATH": str(ROOT)}
        path = {"PATH": f"{self.work / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        ended = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=place,
            env=outer_environment() | ours | path | variables | told,
            capture_output=True,
            text=True,
            check=False,
        )
        print(f"$ {step['name']}: {ended.returncode}\n{ended.stdout}{ended.stderr}")
        self.summary = summary.read_text() if summary.exists() else ""
        for line in output.read_text().splitlines():
            key, _, value = line.partition("=")
            self.context[f"steps.{step['id']}.outputs.{key}"] = value
        return ended.returncode == 0

    def _use(self, step: dict[str, Any], place: Path, matrix: dict[str, str]) -> None:
        action, options = step["uses"].partition("@")[0], step.get("with", {})
        if action == "actions/upload-artifact":
            kept = self.work / "artifacts" / self._filled(options["name"], matrix)
            for path in filter(None, options["path"].split()):
                if (place / path).exists():
                    kept.mkdir(parents=True, exist_ok=True)
                    shutil.copy(place / path, kept)
        elif action == "actions/download-artifact":
            for kept in sorted((self.work / "artifacts").glob(options["pattern"])):
                target = place / options["path"] / ("" if options.get("merge-multiple") else kept.name)
                shutil.copytree(kept, target, dirs_exist_ok=True)
        else:
            assert action in ("actions/checkout", "actions/setup-python")

    def _holds(self, condition: str | None, needs: str | list[str]) -> bool:
        wanted = [needs] if isinstance(needs, str) else needs
        if "always()" not in (condition or "") and any(self.results[each] != "success" for each in wanted):
            return False
        text = (condition or "true").strip().removeprefix("${{").removesuffix("}}")
        for part in text.split("&&"):
            left, operator, right = (*re.split(r"\s*(!=|==)\s*", part.strip()), "", "")[:3]
            value, wanted = self.context.get(left, ""), right.strip("'")
            if operator and (value == wanted) != (operator == "=="):
                return False
        return True

    def _filled(self, text: str, matrix: dict[str, str]) -> str:
        def value(found: re.Match[str]) -> str:
            name = found[1].strip().removeprefix("fromJSON(").removesuffix(")")
            return {**self.context, **matrix}.get(name, "")

        return _EXPRESSION.sub(value, text)


@pytest.fixture
def service(tmp_path: Path) -> Path:
    root = tmp_path / "service"
    for name, content in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(content))
    commit(root, "base")
    return root


def take(service: Path, name: str, event: str, branch: str) -> Runner:
    """Run the workflow for one event."""
    work = service.parent / name
    (work / "bin").mkdir(parents=True)
    for command, line in {
        "pip": "true",  # what it would install is there
        "impact": f'exec "{sys.executable}" -m impact.cli "$@"',
        "pytest": f'exec "{sys.executable}" -m pytest "$@"',
    }.items():
        (work / "bin" / command).write_text(f"#!/bin/sh\n{line}\n")
        (work / "bin" / command).chmod(0o755)
    store = service.parent / "store"
    context = {"vars.IMPACT_STORE": str(store), "github.event_name": event, "github.ref": f"refs/heads/{branch}"}
    runner = Runner(service, work, event, context)
    workflow = yaml.safe_load(WORKFLOW.read_text())
    workflow["env"]["SHARDS"] = 2
    runner.run(workflow)
    return runner


def ran(runner: Runner) -> set[str]:
    """Return the tests in the JUnit files."""
    files = (runner.work / "artifacts").rglob("junit.xml")
    return {case.get("name", "") for file in files for case in ElementTree.parse(file).iter("testcase")}


@pytest.mark.skipif(shutil.which("bash") is None, reason="the steps are for bash")
def test_the_main_branch_records_and_pull_requests_select(service: Path) -> None:
    main = take(service, "main", "push", "main")
    assert set(main.results.values()) == {"success"}
    assert ran(main) == {"test_hello", "test_bye", "test_plain"}
    assert "Everything runs: There is no impact map" in main.summary
    assert len([*(service.parent / "store").rglob("*.map")]) == 1

    views = service / "service" / "views.py"
    views.write_text(views.read_text().replace('"bye"', '"good" + "bye"'))
    commit(service, "a change that breaks a test")
    change = take(service, "change", "pull_request", "change")
    assert ran(change) == {"test_bye"}
    assert change.results == {"select": "success", "test": "failure", "publish": "skipped", "impacted-tests": "failure"}
    assert "**1 of 3** known tests run" in change.summary
    assert "service/views.py: bye changed" in change.summary

    views.write_text(f"# A comment.\n{FILES['service/views.py']}".replace("\n        ", "\n"))
    commit(service, "a change that concerns nothing")
    nothing = take(service, "nothing", "pull_request", "nothing")
    assert nothing.results == {
        "select": "success",
        "test": "skipped",
        "publish": "skipped",
        "impacted-tests": "success",
    }
    assert ran(nothing) == set()
