"""Generated projects: packages with imports between their modules, and contracts about them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

PARTS = ("a", "ab", "b", "c")
"""`ab` begins with `a`: names must be compared by whole parts."""
ROOTS = ("shop", "shopping")
RELATIVE = "relative"
STATEMENTS = (
    "import {target}",
    "from {parent} import {leaf}",
    "from {target} import something",
    "from {target} import *",
    "def lazily():\n    import {target}",
    "if TYPE_CHECKING:\n    import {target}\nelse:\n    import json",
    "try:\n    import {target}\nexcept ImportError:\n    pass",
    "class Holder:\n    from {parent} import {leaf} as held",
    "import {target}.missing",
    "import os.path, {target}",
    RELATIVE,
    RELATIVE,
)

modules = st.one_of(
    st.sampled_from(ROOTS),
    st.builds(
        lambda root, parts: ".".join([root, *parts]),
        st.sampled_from(ROOTS),
        st.lists(st.sampled_from(PARTS), min_size=1, max_size=3),
    ),
)


def _with_parents(names: set[str]) -> set[str]:
    return {".".join(name.split(".")[:depth]) for name in names for depth in range(1, name.count(".") + 2)} | set(ROOTS)


def _is_package(name: str, names: Iterable[str]) -> bool:
    return "." not in name or any(other.startswith(name + ".") for other in names)


def _relative(importer: str, imported: str, is_package: bool) -> str:
    """Return a statement with as many dots as it takes, or an absolute one between two roots."""
    here = importer.split(".") if is_package else importer.split(".")[:-1]
    there = imported.split(".")
    if here[0] != there[0]:
        return "import {target}"
    same = 0
    while same < min(len(here), len(there) - 1) and here[same] == there[same]:
        same += 1
    dots, rest = "." * (len(here) - same + 1), there[same:]
    return f"from {dots}{'.'.join(rest[:-1])} import {rest[-1]}" if rest else f"from {dots} import something"


@st.composite
def trees(draw: st.DrawFn) -> dict[str, str]:
    """Return sources by module. Each module that has others below it is a package."""
    names = sorted(_with_parents(draw(st.sets(modules, min_size=6, max_size=14))))
    edges = draw(
        st.lists(
            st.tuples(st.sampled_from(names), st.sampled_from(names), st.sampled_from(STATEMENTS)),
            min_size=15,
            max_size=45,
        )
    )
    sources = dict.fromkeys(names, "TYPE_CHECKING = False\n")
    for importer, imported, statement in edges:
        parent, _, leaf = imported.rpartition(".")
        if not parent and "{parent}" in statement:
            statement = "import {target}"
        if statement == RELATIVE:
            statement = _relative(importer, imported, _is_package(importer, names))
        sources[importer] += statement.format(target=imported, parent=parent, leaf=leaf) + "\n"
    return sources


def expressions(names: list[str]) -> st.SearchStrategy[str]:
    wild = st.sampled_from(["shop.*", "shop.**", "*.a", "**.b", "shop.*.a", "shopping.**.ab", "shop.a.*", "shop.zz.*"])
    high = [name for name in names if name.count(".") == 1] or names
    return st.one_of(st.sampled_from(names), st.sampled_from(high), st.sampled_from(high), wild)


@st.composite
def contracts(draw: st.DrawFn, names: list[str]) -> dict[str, Any]:
    """Return the options of a contract of any type; it need not fit the tree."""
    kind = draw(st.sampled_from(["layers", "forbidden", "independence", "protected", "acyclic_siblings"]))
    some = st.lists(expressions(names), min_size=1, max_size=3, unique=True)
    options: dict[str, Any] = {"name": kind, "type": kind}
    if kind == "layers":
        options |= draw(_layers(names))
    elif kind == "forbidden":
        external = st.sampled_from(["os", "json", "os.path", "absent"])
        options["source_modules"] = draw(some)
        options["forbidden_modules"] = draw(some) + draw(st.lists(external, max_size=1))
        options |= draw(st.sampled_from([{}, {"as_packages": False}, {"allow_indirect_imports": True}]))
    elif kind == "independence":
        options["modules"] = draw(some)
    elif kind == "protected":
        options["protected_modules"] = draw(some)
        options["allowed_importers"] = draw(some)
        options |= draw(st.sampled_from([{}, {"as_packages": False}]))
    else:
        options["ancestors"] = draw(some)
        options["depth"] = draw(st.integers(0, 3))
        skipped = draw(st.lists(expressions(names), max_size=1))
        options |= {"skip_descendants": skipped} if skipped else {}
    ignored = draw(st.lists(st.builds("{} -> {}".format, expressions(names), expressions(names)), max_size=2))
    if ignored:
        options["ignore_imports"] = ignored
        options["unmatched_ignore_imports_alerting"] = draw(st.sampled_from(["none", "none", "none", "warn", "error"]))
    return options


@st.composite
def _layers(draw: st.DrawFn, names: list[str]) -> dict[str, Any]:
    contained = draw(st.booleans())
    high = [name for name in names if name.count(".") == 1]
    pool = list(PARTS) if contained else [*names, *high, *high, "shop.gone"]
    tails = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=4, unique=True))
    tails = [f"({tail})" if contained or draw(st.booleans()) else tail for tail in tails]
    layers: list[str] = []
    for tail in tails:
        if layers and draw(st.booleans()) and ":" not in layers[-1]:
            layers[-1] += f" | {tail}"
        elif layers and draw(st.booleans()) and "|" not in layers[-1]:
            layers[-1] += f" : {tail}"
        else:
            layers.append(tail)
    if not contained:
        return {"layers": layers}
    exhaustive = draw(st.booleans())
    return {
        "layers": layers,
        "containers": draw(st.lists(st.sampled_from([*ROOTS, *names, "shop.*"]), min_size=1, max_size=2)),
        "exhaustive": exhaustive,
        **({"exhaustive_ignores": ["ab"]} if exhaustive else {}),
    }


@st.composite
def projects(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, Any], list[dict[str, Any]]]:
    """Return sources, session options and contracts."""
    sources = draw(trees())
    session = {
        "root_packages": draw(st.sampled_from([["shop"], ["shop", "shopping"], ["shopping", "shop"]])),
        "include_external_packages": draw(st.booleans()),
        "exclude_type_checking_imports": draw(st.booleans()),
    }
    return sources, session, draw(st.lists(contracts(sorted(sources)), min_size=1, max_size=4))


def write(folder: Path, sources: dict[str, str]) -> None:
    """Write the modules into a folder."""
    for name, source in sources.items():
        path = folder.joinpath(*name.split("."))
        path = path / "__init__.py" if _is_package(name, sources) else path.with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")


def as_toml(session: dict[str, Any], contracts: list[dict[str, Any]]) -> str:
    """Return a configuration as TOML: JSON's form of texts, lists and booleans is TOML's, too."""
    import json

    def table(options: dict[str, Any]) -> str:
        return "\n".join(f"{key} = {json.dumps(value)}" for key, value in options.items())

    parts = ["[tool.importlinter]", table(session)]
    for contract in contracts:
        parts += ["[[tool.importlinter.contracts]]", table(contract)]
    return "\n".join(parts)


def as_ini(session: dict[str, Any], contracts: list[dict[str, Any]]) -> str:
    """Return a configuration as INI: a list of one stands on the line of its name, longer ones below it."""

    def section(options: dict[str, Any]) -> str:
        return "\n".join(f"{key} = {_ini_value(key, value)}" for key, value in options.items())

    parts = ["[importlinter]", section(session)]
    for number, contract in enumerate(contracts):
        parts += [f"[importlinter:contract:{number}]", section(contract)]
    return "\n".join(parts)


def _ini_value(key: str, value: Any) -> str:
    if not isinstance(value, list):
        return str(value)
    if key == "root_packages":  # import-linter takes one line apart, letter by letter, and blank lines for names
        return "\n    " + "\n    ".join(value)
    return value[0] if len(value) == 1 else "\n    " + "\n\n    ".join(value)
