"""What is heard while something else is looked at."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from impact.recording.watching import Watch


class _Heard:
    """Takes its time with the first file: meanwhile, another thread reads."""

    def __init__(self, meanwhile: Path) -> None:
        self.files: list[str] = []
        self._meanwhile = meanwhile

    def opened(self, path: str, writes: bool, reads: bool) -> None:
        first, self.files = not self.files, [*self.files, os.path.basename(path)]
        if first:
            thread = threading.Thread(target=self._meanwhile.read_text)
            thread.start()
            thread.join()
        Path(path).read_text()  # what is read to look at it is nobody's

    def __getattr__(self, name: str) -> object:
        return lambda *_: None


def test_a_file_is_heard_that_a_thread_reads_while_another_is_looked_at(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_text(name)
    heard = _Heard(tmp_path / "two")
    watch = Watch(heard)  # type: ignore[arg-type]  # it hears of opened files only
    try:
        (tmp_path / "one").read_text()
    finally:
        watch.close()
    assert heard.files == ["one", "two"]
