"""Beside what people already use: remote workers, orders, reruns, timeouts, narrowed runs, the debugger."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plugin.project import Project

FILES = {
    "lib.py": "def one():\n    return 1\n\ndef two():\n    return 2\n",
    "test_one.py": "import lib\n\ndef test_one():\n    assert lib.one() == 1\n\ndef test_plain(): pass\n",
    "test_two.py": "import lib\n\ndef test_two():\n    assert lib.two() == 2\n",
}


def follow(project: Project, *options: str) -> None:
    """Record with these options, edit one function: the selection is that of a recording without them."""
    project.write(FILES)
    assert project.impacted(*options).ran == {"test_one", "test_plain", "test_two"}
    project.replace("lib.py", "return 2", "return 2 + 0")
    run = project.impacted()  # without them: they make no other environment
    assert run.ran == {"test_two"}, run.output


@pytest.mark.parametrize(
    ("plugin", "options"),
    [
        ("pytest_randomly", ("-p", "no:xdist")),
        ("pytest_rerunfailures", ("--reruns=2",)),
        ("pytest_timeout", ("--timeout=60",)),
        ("", ("-p", "no:cacheprovider")),
        ("", ("--dist=load", "--tx=2*popen//python=" + sys.executable)),
    ],
    ids=["randomly", "rerunfailures", "timeout", "no cacheprovider", "popen"],
)
def test_the_selection_is_the_same_beside(project: Project, plugin: str, options: tuple[str, ...]) -> None:
    project.plugins = [plugin] if plugin else []
    follow(project, *options)


@pytest.fixture
def remote(project: Project, tmp_path: Path) -> Iterator[str]:
    """The address of a server that starts workers in a folder of its own, as one on another machine would."""
    folder = tmp_path / "remote"
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "execnet.script.socketserver", f"127.0.0.1:{port}"],
        cwd=folder,
        env=project.variables() | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(500):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            break
        time.sleep(0.02)
    yield f"socket=127.0.0.1:{port}//chdir={folder}"
    server.kill()
    server.wait()


def test_a_remote_worker_records_what_is_here(project: Project, remote: str) -> None:
    project.write(FILES)
    options = ("--dist=load", f"--tx={remote}", f"--rsyncdir={project.root}", str(project.root))
    first = project.impacted(*options)
    assert first.ran == {"test_one", "test_plain", "test_two"}, first.output
    assert "not kept" not in first.output
    project.replace("lib.py", "return 2", "return 2 + 0")
    assert project.impacted().ran == {"test_two"}


def test_what_passes_at_the_second_attempt_has_passed(project: Project) -> None:
    project.plugins = ["pytest_rerunfailures"]
    project.write(
        {
            "test_flaky.py": """
                import pathlib, tempfile
                MARK = pathlib.Path(tempfile.gettempdir(), "mark-of-" + pathlib.Path(__file__).parts[-3])

                def test_flaky():
                    if not MARK.exists():
                        MARK.touch()
                        assert False
                    MARK.unlink()
            """
        }
    )
    run = project.impacted("--reruns=1")
    assert (run.code, run.ran) == (0, {"test_flaky"})
    assert project.impacted("--reruns=1").ran == set()


@pytest.mark.skipif(not hasattr(__import__("signal"), "SIGALRM"), reason="the other method ends the process")
def test_a_test_that_ran_out_of_time_runs_again(project: Project) -> None:
    project.plugins = ["pytest_timeout"]
    project.write({**FILES, "test_slow.py": "import time\n\ndef test_slow():\n    time.sleep(30)\n"})
    assert project.impacted("--timeout=1").failed == {"test_slow"}
    assert project.impacted("--timeout=1").ran == {"test_slow"}


def test_last_failed_and_failed_first_narrow_and_order(project: Project) -> None:
    project.write({**FILES, "test_bad.py": "import lib\n\ndef test_bad(): assert lib.one() == 3\n"})
    assert project.impacted().failed == {"test_bad"}
    project.replace("lib.py", "return 2", "return 2 + 0")
    last_failed = project.impacted("--lf")
    assert last_failed.ran == {"test_bad"}, last_failed.output  # the impacted one that passed is left for another time
    run = project.impacted("--ff")
    assert run.ran == {"test_bad", "test_two"}
    assert next(iter(run.outcomes)) == "test_bad"
    assert project.impacted().ran == {"test_bad"}


def test_the_last_failed_are_those_of_this_project(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOX_ENV_DIR", str(project.root.parent / "tox"))  # pytest keeps its cache there
    project.write(FILES)
    project.impacted()
    assert (project.root / ".pytest_cache").is_dir()


@pytest.mark.parametrize("option", ["--pdb", "--trace"])
def test_the_debugger_stops_in_an_impacted_test_and_nothing_is_lost(project: Project, option: str) -> None:
    project.write(FILES)
    project.impacted()
    project.replace("lib.py", "return 2", "return 3")
    ended = subprocess.run(
        project.command("--impacted", option),
        cwd=project.root,
        env=project.variables(),
        input="import lib\np lib.two() * 1000\nc\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "3000" in ended.stdout, ended.stdout + ended.stderr
    assert ended.returncode == 1
    project.replace("lib.py", "return 3", "return 2")
    assert project.impacted().ran == set()
    project.replace("lib.py", "return 2", "return 3")
    assert project.impacted().failed == {"test_two"}


def test_a_kept_database_of_django_is_another_matter(project: Project) -> None:
    project.plugins = ["pytest_django.plugin"]
    project.write(
        {
            "pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = site_settings\n",
            "site_settings.py": """
                SECRET_KEY = "x"
                INSTALLED_APPS = ["shop"]
                DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
                DATABASES = {"default": {
                    "ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3", "TEST": {"NAME": "kept.sqlite3"},
                }}
            """,
            "shop/__init__.py": "",
            "shop/models.py": """
                from django.db import models

                class Item(models.Model):
                    name = models.CharField(max_length=9)

                    def shown(self):
                        return self.name.title()
            """,
            "test_shop.py": """
                import pytest
                from shop.models import Item

                @pytest.mark.django_db
                def test_item():
                    Item.objects.create(name="a")
                    assert Item.objects.get().shown() == "A"

                @pytest.mark.django_db
                def test_none():
                    assert not Item.objects.exists()
            """,
        }
    )
    assert project.impacted("--reuse-db").ran == {"test_item", "test_none"}
    assert (project.root / "kept.sqlite3").exists()
    assert project.impacted("--reuse-db").ran == set()
    project.replace("shop/models.py", "self.name.title()", "self.name.upper()")
    assert project.impacted("--reuse-db").ran == {"test_item"}
    assert project.impacted("--create-db", "--reuse-db").ran == set()
