"""Random programs: a generator function of nested statements, and what is sent and thrown into it."""

from __future__ import annotations

import textwrap

from hypothesis import strategies as st

_ERRORS = ("KeyError", "ValueError", "GeneratorExit", "OSError")
_DRIVER = """
from contextlib import contextmanager, suppress

@contextmanager
def managed(name):
    print("in", name)
    try: yield name
    except OSError: print("swallowed")
    finally: print("out", name)

def inner(stop):
    try:
        for number in range(stop):
            print((yield number))
    except ValueError as error:
        print("inner took", error)
        return "inner"
    return stop

def program(value=0):
{body}

def scenario():
    running = program()
    found = []
    for action in {actions}:
        try:
            if action is None: found.append(next(running))
            elif isinstance(action, int): found.append(running.send(action))
            else: found.append(running.throw(action("thrown")))
        except BaseException as error:
            found.append(repr(error))
            line = error.__traceback__
            while line: found.append(line.tb_lineno); line = line.tb_next
    running.close()
    return found
"""

_simple = st.sampled_from(
    [
        "value += 1",
        "value = yield value",
        "print(value, (yield), [(yield value), value])",
        "value = yield from inner(2)",
        "value = [each for each in (1, 2) if each][0]",
        "print((lambda: value)())",
        "if value: return value",
        "assert not value, 'odd'",
        "pass",
    ]
    + [f"raise {error}(value)" for error in _ERRORS]
)
_in_loop = st.one_of(_simple, st.sampled_from(["break", "continue", "if value: break", "if not value: continue"]))


def _blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=3).map(lambda lines: textwrap.indent("\n".join(lines), "    "))
    error = st.sampled_from(_ERRORS)
    return st.one_of(
        body.map("for turn in range(2):\n{}".format),
        st.tuples(body, body).map(lambda two: "for turn in range(2):\n{}\nelse:\n{}".format(*two)),
        st.tuples(body, body).map(lambda two: "if value:\n{}\nelse:\n{}".format(*two)),
        st.tuples(body, error, body).map(lambda three: "try:\n{}\nexcept {} as error:\n{}".format(*three)),
        st.tuples(body, body).map(lambda two: "try:\n{}\nfinally:\n{}".format(*two)),
        st.tuples(body, error, body, body, body).map(
            lambda five: "try:\n{}\nexcept {}:\n{}\nelse:\n{}\nfinally:\n{}".format(*five)
        ),
        body.map("with managed('m') as name, suppress(KeyError):\n{}".format),
        st.tuples(body, body).map(
            lambda two: "match value:\n  case int(real=number) if number:\n{}\n  case _:\n{}".format(*two)
        ),
    )


_statement = st.recursive(_simple, _blocks, max_leaves=12)
_body = st.lists(st.one_of(_statement, _blocks(_in_loop)), min_size=1, max_size=5)
_actions = st.lists(st.sampled_from(["None", "None", "None", "0", "1", *_ERRORS]), max_size=12)


def sources() -> st.SearchStrategy[str]:
    """Source texts that define `scenario()`; some of them do not compile (a `break` outside a loop)."""
    return st.tuples(_body, _actions).map(
        lambda two: _DRIVER.format(
            body=textwrap.indent("\n".join([*two[0], "yield"]), "    "), actions=f"[{', '.join(two[1])}]"
        )
    )
