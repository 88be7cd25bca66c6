"""Which command lines start a Python that will report."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from impact.recording.commands import Role, recognise


def role(*arguments: str, program: str = sys.executable) -> Role:
    return recognise([program], [program, *arguments]).role


@pytest.mark.parametrize(
    "arguments",
    [
        ("script.py",), ("-m", "tool"), ("-c", "pass"), ("-B", "-u", "script.py", "-I"), ("-X", "dev", "script.py"),
        ("-W", "error", "-m", "tool"), ("-mIES",), ("-Werror", "script.py"), ("-",), ("--help-all", "-u"), (),
    ],
)  # fmt: skip
def test_a_python_reports(arguments: tuple[str, ...]) -> None:
    assert role(*arguments) is Role.RECORDABLE


@pytest.mark.parametrize(
    "arguments",
    [
        ("-I", "script.py"), ("-E", "-m", "tool"), ("-S", "-c", "pass"), ("-Bs", "-uE", "script.py"), ("-sSc", "pass"),
        ("-X", "dev", "-I", "script.py"), ("-W", "error", "-S"), ("--check-hash-based-pycs", "always", "-I"),
    ],
)  # fmt: skip
def test_a_python_that_skips_our_customization_does_not(arguments: tuple[str, ...]) -> None:
    assert role(*arguments) is Role.OPAQUE


@pytest.mark.parametrize(
    ("first_line", "expected"),
    [
        (f"#!{sys.executable}", Role.RECORDABLE),
        ("#!/usr/bin/env python3", Role.RECORDABLE),
        ("#!/bin/sh", Role.OPAQUE),
        ("", Role.OPAQUE),
    ],
)
def test_a_script_is_what_its_first_line_says(tmp_path: Path, first_line: str, expected: Role) -> None:
    script = tmp_path / "tool"
    script.write_text(first_line + "\n")
    script.chmod(0o755)
    assert role(program=str(script)) is expected


def test_parts_of_multiprocessing_are_known() -> None:
    assert role("-c", "from multiprocessing.resource_tracker import main;main(5)") is Role.IDLE
    assert role("-c", "from multiprocessing.forkserver import main; main(7, 8, [])") is Role.FORKSERVER
    assert role("-c", "from multiprocessing.spawn import spawn_main; spawn_main()") is Role.RECORDABLE


def test_the_first_candidate_that_can_be_executed_is_meant(tmp_path: Path) -> None:
    candidates = [b"/nowhere/python", str(tmp_path).encode(), sys.executable.encode()]
    command = recognise(candidates, [b"python", b"script.py"])
    assert command.role is Role.RECORDABLE
    assert command.announces
    assert recognise(["/nowhere/python"], ["python"]).announces is False


@pytest.mark.parametrize(
    "command",
    [
        "/sbin/ldconfig -p",
        "/usr/bin/uname -p",
        "/usr/bin/gcc -Wl,-t -o /tmp/x -lgeos",
        "/usr/bin/ld -t -o /dev/null -lgeos",
        "/usr/bin/objdump -p -j .dynamic /usr/lib/libgeos.so",
    ],
)
def test_programs_that_tell_of_the_machine_alone_read_nothing_of_a_project(command: str) -> None:
    program, *arguments = command.split()
    assert role(*arguments, program=program) is Role.IDLE


@pytest.mark.parametrize("command", ["/usr/bin/gcc -o app main.c", "/home/me/bin/uname", "./ldconfig -p"])
def test_programs_that_may_read_the_project_do(command: str) -> None:
    program, *arguments = command.split()
    assert role(*arguments, program=program) is Role.OPAQUE
