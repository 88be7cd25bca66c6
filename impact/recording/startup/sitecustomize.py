"""Imported by a Python that a recorded process started: begins to record, then steps aside for the site's own."""

import contextlib
import os
import sys


def _take_over(value: str) -> None:
    """Undo what was done to the environment to get here, and begin to record."""
    import json

    handover = json.loads(value)
    if handover["search_path"] is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = handover["search_path"]
    try:
        _begin(handover)
    except Exception:  # of whatever kind: it is raised again, for the child runs on unrecorded
        # Say that we are here, as one who is recorded does (see impact.recording.spool), and never report.
        path = os.path.join(handover["spool"], handover["key"] + ".started")
        with open(path + ".part", "w") as stream:
            stream.write(str(os.getpid()))
        os.rename(path + ".part", path)
        raise


def _begin(handover: "dict[str, object]") -> None:
    if [sys.version, os.path.realpath(sys.prefix)] != handover["python"]:
        raise RuntimeError("another Python")
    sys.path.insert(0, str(handover["home"]))
    try:
        from impact.recording.child import begin
    finally:
        sys.path.remove(str(handover["home"]))
    begin(handover)  # type: ignore[arg-type]  # a Handover; its class can't be imported before we have begun


def _step_aside() -> None:
    """Import the `sitecustomize` that would have been found without us."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder) != here]
    ours = sys.modules.pop("sitecustomize")
    try:
        import sitecustomize  # type: ignore[import-not-found]  # noqa: F401 - the site may have one; it is run, not used
    except ImportError as error:
        if error.name != "sitecustomize":
            raise
    finally:
        sys.modules.setdefault("sitecustomize", ours)


_value = os.environ.pop("PYTEST_OPENEDX_CHILD", None)
if _value is not None:
    with contextlib.suppress(Exception):  # a child that can't be recorded must run as if nobody had tried
        _take_over(_value)
_step_aside()
