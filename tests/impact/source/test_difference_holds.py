"""What is reported as the difference covers what is seen when both versions are executed."""

from __future__ import annotations

from types import FunctionType
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from impact.source.difference import compare
from impact.source.reader import analyse

PIECES = [
    "X = 1", "X = 2", "Y = X", "X = Y + 1", "Z = (X, Y)", "X, Y = Y, X", "X += 1", "Z = [X]", "Z += [Y]", "log(X)",
    "log(Y)",
    "log('seen')", "log(Z)", "def f(a=X): return a", "def f(a, b=Y): return b", "def g(a=f): return a", "log(f)",
    "Z = g",
    "class A: x = X", "class A:\n x = 1\n y = x", "class A:\n y = Y\n x = 2", "class B(A): x = Y", "class B(A): pass",
    "log(A)",
    "if X: Y = 5", "if X == Y:\n Z = 1\nelse:\n Z = 2", "try:\n X = missing\nexcept NameError:\n X = Y",
    "for i in (1, 2): X = i",
    "Z = lambda a=X: a", "Y = [i + 1 for i in (1, 2)]", "X = A", "Y = f", "class A:\n class C: x = X",
    "class A:\n def m(self, a=X): pass",
    "X = len('ab')", "def len(a): return log(a)", "from math import pi as X", "from math import e as X",
    "log(globals()['X'])",
    "@log\ndef h(): pass", "class D(B, metaclass=Meta): x = X", "class E(Hooked): x = X", "class A(Hooked): y = Y",
]  # fmt: skip
START = "X = Y = 0\nZ = f = g = 1\nclass A: x = 0\nclass B: x = 0\n"


def describe(value: Any, name: str = "") -> Any:
    """Return what can be seen of a value by the name that it is bound to."""
    if isinstance(value, FunctionType):
        return "function", [describe(each) for each in value.__defaults__ or ()], value.__code__.co_varnames
    if isinstance(value, type):
        if value.__qualname__ != name:
            return "class", value.__qualname__
        members = {key: describe(each, f"{name}.{key}") for key, each in vars(value).items() if key[:2] != "__"}
        return "class", [base.__qualname__ for base in value.__bases__], members
    if isinstance(value, list | tuple):
        return type(value).__name__, [describe(each) for each in value]
    return repr(value)


def execute(source: str) -> tuple[list[Any], dict[str, Any]]:
    """Return the effects of a source, the last of which may be an error, and what its names are bound to."""
    effects: list[Any] = []

    def log(value: Any) -> Any:
        effects.append(describe(value, getattr(value, "__qualname__", "")))
        return value

    class Hooked:
        def __init_subclass__(cls) -> None:
            log(cls)

    class Meta(type):
        def __init__(cls, *rest: Any) -> None:
            log(cls)

    given_names: dict[str, Any] = {"log": log, "Hooked": Hooked, "Meta": Meta, "__name__": "module"}
    present = dict(given_names)
    try:
        exec(source, present)
    except (TypeError, NameError, ValueError, AttributeError) as error:
        effects.append(type(error).__name__)
    return effects, {name: value for name, value in present.items() if name not in given_names and name[:2] != "__"}


TEXTS = st.lists(st.sampled_from(PIECES), max_size=6)


@st.composite
def two_versions(draw: st.DrawFn) -> tuple[str, str]:
    """Return two sources that differ by an edit or two: statements added, removed, replaced, or in another order."""
    before = draw(TEXTS)
    after = list(before)
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.integers(0, len(after)))
        what = draw(st.sampled_from(["add", "remove", "replace", "swap"]))
        if what == "add" or place == len(after):
            after.insert(place, draw(st.sampled_from(PIECES)))
        elif what == "remove":
            del after[place]
        elif what == "replace":
            after[place] = draw(st.sampled_from(PIECES))
        else:
            after.insert(draw(st.integers(0, len(after) - 1)), after.pop(place))
    return START + "\n".join(before), START + "\n".join(after)


@settings(max_examples=400, deadline=None)
@given(two_versions())
def test_no_difference_is_missed(versions: tuple[str, str]) -> None:
    old, new = versions
    found = compare(analyse(old.encode()), analyse(new.encode()), alone=lambda qualname: True)
    (effects_before, before), (effects_after, after) = execute(old), execute(new)
    if found.everyone or "Error" in str(effects_before + effects_after):
        event("everyone, or an error")
        return
    event("some" if found.names or found.members else "nobody")
    assert effects_before == effects_after
    for name in before.keys() | after.keys():
        one, two = (describe(side[name], name) if name in side else None for side in (before, after))
        if one == two or name in found.names or name in found.family:
            continue
        assert one is not None, "a name that came"
        assert two is not None, "a name that went"
        assert one[1] == two[1], f"the bases of {name}"
        inside = {owner for owner, _ in found.members if owner.startswith(f"{name}.")}
        for member in one[2].keys() | two[2].keys():
            if one[2].get(member) != two[2].get(member):
                assert (name, member) in found.members or f"{name}.{member}" in inside, member
