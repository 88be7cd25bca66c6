"""Write a new codemod of the project's own, and its test, from a template."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from codemods.authoring import text_of_codemod, text_of_test
from codemods.errors import CodemodError
from codemods.settings import read_settings


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    parser.add_argument("name", metavar="NAME", help="words with hyphens between them, such as rename-flag")
    parser.add_argument(
        "--folder", type=Path, metavar="FOLDER", help="where (default: the first of path in [tool.codemods])"
    )


def run(options: Namespace) -> int:
    """Write both files; return 0. Nothing that is there is overwritten."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", options.name):
        raise CodemodError(f"{options.name!r} is no name for a codemod: small letters and digits, hyphens between.")
    folder = options.folder
    if folder is None:
        folders = [each for each in read_settings(Path.cwd(), must_exist=False).folders if each.suffix != ".py"]
        if not folders:
            raise CodemodError("Say where with --folder, or name a folder in pyproject.toml: path in [tool.codemods].")
        folder = folders[0]
    stem = options.name.replace("-", "_")
    texts = {folder / f"{stem}.py": text_of_codemod(), folder / f"test_{stem}.py": text_of_test(options.name)}
    for file in texts:
        if file.exists():
            raise CodemodError(f"{file} is there already; choose another name.")
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in texts.items():
        file.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{file}\n")
    return 0
