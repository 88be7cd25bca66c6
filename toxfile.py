"""Shows tox the interpreters that pyenv keeps off PATH, so that `tox` alone runs every Python of the machine."""

import os
import re
from pathlib import Path


def list_interpreters(pyenv_root: Path) -> list[str]:
    """Return the Pythons under `pyenv_root` that the project supports (3.11 and later), as absolute paths."""
    binaries = pyenv_root.glob("versions/3.*/bin/python")
    # A final release only: pyenv names a build `3.13.0`, a pre-release `3.14.0rc1`, a threaded one `3.13.0t`.
    names = re.compile(r"3\.(1[1-9]|[2-9]\d)\.\d+")
    return sorted(str(each) for each in binaries if names.fullmatch(each.parent.parent.name))


def show_interpreters() -> None:
    """Hand tox the list as if it came by `--discover`, unless the caller has given one."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    if found := list_interpreters(root):
        os.environ.setdefault("TOX_DISCOVER", os.pathsep.join(found))


show_interpreters()  # tox imports this file before it reads its options, and offers no earlier hook
