"""`filtering-transformer`: what becomes a filter, in which form, and what stays for which reason."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from codemods.cli import main
from codemods.testing import check, check_alone, listed

CODEMOD = "filtering-transformer"
IMPORT = "from lib.transformer import BlockStructureTransformer"
MIXED = f"{IMPORT}, FilteringTransformerMixin"


def old(body: str, before: str = "") -> str:
    """Return a source with one transformer, of which `body` is the transform."""
    head = f"{IMPORT}\n{before}\n\nclass Hide(BlockStructureTransformer):\n    def transform(self, usage, structure):\n"
    return head + textwrap.indent(textwrap.dedent(body), "        ")


def new(body: str) -> str:
    """Return the same source with filters."""
    head = f"{MIXED}\n\n\nclass Hide(FilteringTransformerMixin, BlockStructureTransformer):\n"
    method = "    def transform_block_filters(self, usage, structure):\n"
    return head + method + textwrap.indent(textwrap.dedent(body), "        ")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("structure.remove_block_if(f)\n", "return [structure.create_removal_filter(f)]\n"),
        (
            "structure.remove_block_traversal(f, keep_descendants=True)  # why\n",
            "return [structure.create_removal_filter(f, keep_descendants=True)]  # why\n",
        ),
        ("return structure.remove_block_if(f, True)\n", "return [structure.create_removal_filter(f, True)]\n"),
        (
            "if usage.staff:\n    return\nstructure.remove_block_if(\n    f  # one\n)\n",
            "if usage.staff:\n    return [structure.create_universal_filter()]\n"
            "return [structure.create_removal_filter(\n    f  # one\n)]\n",
        ),
        (
            "if usage.staff:\n    structure.remove_block_if(f)  # one\n",
            "if usage.staff:\n    return [structure.create_removal_filter(f)]  # one\n"
            "return [structure.create_universal_filter()]\n",
        ),
        (
            "if usage.a:\n    structure.remove_block_if(f)\n    return\n"
            "for x in usage.b:\n    if x:\n        return None\nstructure.remove_block_if(g)\n",
            "if usage.a:\n    return [structure.create_removal_filter(f)]\nfor x in usage.b:\n    if x:\n"
            "        return [structure.create_universal_filter()]\nreturn [structure.create_removal_filter(g)]\n",
        ),
        (
            "structure.remove_block_if(f)  # one\n\n"
            "# two\nstructure.remove_block_if(\n    '''a\n    b''', keep_descendants=True\n)\n",
            "return [\n    structure.create_removal_filter(f),  # one\n\n    # two\n"
            "    structure.create_removal_filter(\n        '''a\n    b''', keep_descendants=True\n    ),\n]\n",
        ),
        (
            "def inner(key):\n    return key\nstructure.remove_block_if(inner)\n",
            "def inner(key):\n    return key\nreturn [structure.create_removal_filter(inner)]\n",
        ),
        (
            "try:\n    day = usage.day\nexcept KeyError:\n    return\n"
            "structure.remove_block_if(lambda key: key > day)\n",
            "try:\n    day = usage.day\nexcept KeyError:\n    return [structure.create_universal_filter()]\n"
            "return [structure.create_removal_filter(lambda key: key > day)]\n",
        ),
        (
            "if usage.staff:\n    structure.remove_block_if(f)\n    return\n",
            "if usage.staff:\n    return [structure.create_removal_filter(f)]\n"
            "return [structure.create_universal_filter()]\n",
        ),
        (
            "if usage.staff:\n    structure.remove_block_if(f)\n    # so\n\n# told\n",
            "if usage.staff:\n    return [structure.create_removal_filter(f)]\n    # so\n"
            "return [structure.create_universal_filter()]\n\n# told\n",
        ),
        (
            "a = list(structure.get_transformer_data(self, 'a'))\na.sort()\nb = sorted(a)[:2]\nb.append(1)\n"
            "structure.remove_block_if(lambda key: key in b)\n",
            "a = list(structure.get_transformer_data(self, 'a'))\na.sort()\nb = sorted(a)[:2]\nb.append(1)\n"
            "return [structure.create_removal_filter(lambda key: key in b)]\n",
        ),
        (
            "for f in usage:\n    structure.remove_block_if(f)\n    return",
            "for f in usage:\n    return [structure.create_removal_filter(f)]\n"
            "return [structure.create_universal_filter()]",
        ),
        (
            "def inner(key):\n    m = [key]\n    m[0] += 1\n    return m\nstructure.remove_block_if(inner)\n",
            "def inner(key):\n    m = [key]\n    m[0] += 1\n    return m\n"
            "return [structure.create_removal_filter(inner)]\n",
        ),
    ],
)
def test_forms(before: str, after: str) -> None:
    old_source = old(before)
    if "'''" in before:  # a string of several lines is in the source as it is
        old_source = old_source.replace("            b'''", "    b'''")
        after_source = new(after).replace("            b'''", "    b'''")
    else:
        after_source = new(after)
    check(CODEMOD, old_source, after_source)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("structure.remove_block_if(f)\nlog(1)\n", "before its last statement"),
        ("for f in usage:\n    structure.remove_block_if(f)\n", "before its last statement"),
        ("with usage:\n    structure.remove_block_if(f)\n", "before its last statement"),
        ("x = structure.remove_block_if(f)\n", "before its last statement"),
        ("structure.remove_block(1, keep_descendants=True)\n", "before its last statement"),
        ("structure.remove_block_if(f, yield_descendants_of_unyielded=True)\n", "does not take"),
        ("structure.remove_block_if(*f)\n", "does not take"),
        ("structure.set_transformer_data(self, 'a', 1)\nstructure.remove_block_if(f)\n", "changes the structure"),
        ("structure.override_xblock_field(1, 'a', 1)\nstructure.remove_block_if(f)\n", "changes the structure"),
        ("structure.frobnicate()\nstructure.remove_block_if(f)\n", "not known"),
        ("n = len(list(structure))\nstructure.remove_block_if(lambda key: key > n)\n", "counts blocks by len()"),
        ("c = structure.get_children(0)\nn = len(c)\nstructure.remove_block_if(f)\n", "counts blocks by len()"),
        ("n = sum(1 for _ in structure.get_block_keys())\nstructure.remove_block_if(f)\n", "counts blocks by sum()"),
        (
            "n = 0\nfor _ in structure.topological_traversal():\n    n += 1\nstructure.remove_block_if(f)\n",
            "counts blocks",
        ),
        ("usage['n'] = 1\nstructure.remove_block_if(f)\n", "changes usage, which others see"),
        ("self.gone.append(1)\nstructure.remove_block_if(f)\n", "changes self, which others see"),
        ("n = 0\nfor _ in structure:\n    n = n + 1\nstructure.remove_block_if(f)\n", "counts blocks"),
        ("structure(1)\nstructure.remove_block_if(f)\n", "handed on"),
        ("self.n = 0\nstructure.remove_block_if(f)\n", "writes self.n"),
        ("s = []\nstructure.remove_block_if(lambda key: s.append(key))\n", "keeps state by append()"),
        ("structure.remove_block_if(lambda key, s=[]: s.append(key))\n", "keeps state by append()"),
        ("structure.remove_block_if(lambda key, *, s=set(): s.add(key))\n", "keeps state by add()"),
        ("n = [0]\ndef f(key):\n    n[0] += 1\nstructure.remove_block_if(f)\n", "keeps state in n"),
        ("n = {}\ndef f(key):\n    n[key] = len(n)\nstructure.remove_block_if(f)\n", "keeps state in n"),
        ("setattr(self, 'n', 1)\nstructure.remove_block_if(f)\n", "writes self, by setattr()"),
        ("s = iter(usage)\nstructure.remove_block_if(lambda key: next(s))\n", "keeps state by next()"),
        ("n = 0\ndef f(key):\n    nonlocal n\n    n += 1\nstructure.remove_block_if(f)\n", "keeps state in n"),
        ("structure.get_children(0).sort()\nstructure.remove_block_if(f)\n", "re-orders"),
        ("c = structure.get_children(0)\nc.reverse()\nstructure.remove_block_if(f)\n", "re-orders c"),
        ("c = structure.get_children(0)\nrandom.shuffle(c)\nstructure.remove_block_if(f)\n", "re-orders"),
        ("c = structure.get_children(0)\ndel c[1:]\nstructure.remove_block_if(f)\n", "changes c"),
        ("a, b = structure.get_children(0), []\na.append(1)\nstructure.remove_block_if(f)\n", "changes a"),
        ("a = structure.get_children(0)\nb = a or []\nb.append(1)\nstructure.remove_block_if(f)\n", "changes b"),
        ("if a := structure.get_children(0):\n    a.pop()\nstructure.remove_block_if(f)\n", "changes a"),
        (
            "d = structure.get_transformer_data(self, 'd')\nfor k, v in enumerate(d.values()):\n    v['a'] = 1\n"
            "structure.remove_block_if(f)\n",
            "changes v",
        ),
        (
            "for a in structure.get_transformer_data(self, 'd').values():\n    for b in a[1:]:\n        b.sort()\n"
            "structure.remove_block_if(f)\n",
            "re-orders b",
        ),
        ("s = iter(usage)\nstructure.remove_block_if(lambda key: s.__next__())\n", "keeps state by __next__()"),
        ("structure.get_children(0)[0] = 1\nstructure.remove_block_if(f)\n", "changes what it reads"),
        ("Other().transform(usage, structure)\nstructure.remove_block_if(f)\n", "runs Other().transform()"),
        ("super().transform(usage, structure)\nstructure.remove_block_if(f)\n", "runs super().transform()"),
        ("Other().transform(usage, structure)\n", "runs Other().transform()"),
        ("other(structure)\nstructure.remove_block_if(f)\n", "handed to other()"),
        ("b = structure\nb.remove_block_if(f)\n", "gets another name"),
        ("self.keep(usage, [structure])\nstructure.remove_block_if(f)\n", "gets another name"),
        ("structure = wrap(usage)\nstructure.remove_block_if(f)\n", "given another value"),
        ("structure.remove_block_if(lambda structure: structure)\n", "something else inside"),
        ("x = structure.get_transformer_data(Other, 'a')\nstructure.remove_block_if(f)\n", "reads fields of Other"),
        ("structure.remove_block_if(f, keep_descendants=True)\nstructure.remove_block_if(g, True)\n", "another order"),
        ("structure.remove_block_if(f)\nstructure.remove_block_if(make())\n", "made after an earlier one"),
        (
            "structure.remove_block_if(f)\nstructure.remove_block_if(lambda key: structure.get_children(key))\n",
            "asks which",
        ),
        ("if usage:\n    return 1\nstructure.remove_block_if(f)\n", "returns a value"),
        ("yield 1\nstructure.remove_block_if(f)\n", "generator"),
        ("structure.filter_topological_traversal(f)\n", "a filter of its own, by filter_topological_traversal()"),
        (
            "for _ in structure.topological_traversal(filter_func=structure.create_removal_filter(f)):\n    pass\n",
            "a filter of its own, by create_removal_filter()",
        ),
    ],
)
def test_stays(body: str, reason: str) -> None:
    [told] = check_alone(CODEMOD, old(body))
    assert told.startswith("Hide.transform() stays: ")
    assert reason in told


METHODS = """
    @classmethod
    def cut(cls, key, structure):
        {0}

    @staticmethod
    def off(structure, key):
        {1}

    def own(self, key, *, structure=None):
        {2}
"""
CALLS = (
    "structure.remove_block_if(\n    lambda k: self.cut(k, structure) or Hide.off(structure, k)"
    " or self.own(k, structure=structure)\n)\n"
)


def test_follows_the_methods_that_it_hands_the_structure_to() -> None:
    reads = "return structure.get_xblock_field(key, 'a')"
    methods = METHODS.format(reads, reads, reads)
    check(
        CODEMOD,
        old(CALLS) + methods,
        new(CALLS.replace("structure.remove_block_if", "return [structure.create_removal_filter").rstrip() + "]\n")
        + methods,
    )


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_method_that_writes_is_told_by_its_line(place: int) -> None:
    does = ["return key"] * 3
    does[place] = "structure.set_transformer_block_field(key, 'a', 1)"
    source = old(CALLS) + METHODS.format(*does)
    [told] = check_alone(CODEMOD, source)
    assert "changes the structure, by structure.set_transformer_block_field()" in told


def test_a_method_that_removes_is_told() -> None:
    methods = METHODS.format("structure.remove_block_if(key)", "return 1", "return 1")
    [told] = check_alone(CODEMOD, old("self.cut(usage, structure)\n") + methods)
    assert "removes blocks by remove_block_if() before" in told


def test_a_helper_of_the_module_is_followed() -> None:
    helper = "\ndef gone(blocks, key):\n    return blocks.{}(key)\n"
    body = "structure.remove_block_if(lambda key: gone(structure, key))\n"
    assert "blocks.remove_block() before" not in str(check_alone(CODEMOD, old(body, helper.format("remove_block"))))
    [told] = check_alone(CODEMOD, old(body, helper.format("remove_block")))
    assert "removes blocks by remove_block()" in told


def test_tells_of_what_asks_which_blocks_there_are() -> None:
    source = old("known = set(structure)\nstructure.remove_block_if(lambda key: key in known)\n")
    [told] = listed(CODEMOD, source)
    assert "before other filters have run" in told.reason
    assert told.line == source.splitlines().index("        known = set(structure)") + 1


BODY = "    def transform(self, u, s):\n        s.remove_block_if(f)\n"
AFTER = "    def transform_block_filters(self, u, s):\n        return [s.create_removal_filter(f)]\n"
LONG = "from " + "a" * 60 + ".transformer import "


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f"{IMPORT}, x\nclass A(X, BlockStructureTransformer, m=1):\n",
            f"{MIXED}, x\nclass A(FilteringTransformerMixin, X, BlockStructureTransformer, m=1):\n",
        ),
        (
            "from . import transformer\nclass A(transformer.BlockStructureTransformer):\n",
            "from . import transformer\n"
            "class A(transformer.FilteringTransformerMixin, transformer.BlockStructureTransformer):\n",
        ),
        (
            "from lib import (\n    BlockStructureTransformer,  # why\n    x,\n)\n"
            "class A(BlockStructureTransformer):\n",
            "from lib import (\n    BlockStructureTransformer,\n    FilteringTransformerMixin,  # why\n    x,\n)\n"
            "class A(FilteringTransformerMixin, BlockStructureTransformer):\n",
        ),
        (
            f"{LONG}BlockStructureTransformer, x  # why\nclass A(BlockStructureTransformer):\n",
            f"{LONG}(\n    BlockStructureTransformer,\n    FilteringTransformerMixin,\n    x,\n)  # why\n"
            "class A(FilteringTransformerMixin, BlockStructureTransformer):\n",
        ),
        (
            "from lib import BlockStructureTransformer, FilteringTransformerMixin as F\n"
            "class A(BlockStructureTransformer):\n",
            "from lib import BlockStructureTransformer, FilteringTransformerMixin as F\n"
            "class A(F, BlockStructureTransformer):\n",
        ),
        (f"{MIXED}\nclass A(FilteringTransformerMixin, BlockStructureTransformer):\n",) * 2,
        (
            "from lib import BlockStructureTransformer as B\nclass A(B):\n",
            "from lib import BlockStructureTransformer as B, FilteringTransformerMixin\n"
            "class A(FilteringTransformerMixin, B):\n",
        ),
        (
            f"{IMPORT}\nclass M(BlockStructureTransformer): pass\nclass A(M):\n",
            f"{MIXED}\nclass M(BlockStructureTransformer): pass\nclass A(FilteringTransformerMixin, M):\n",
        ),
        (
            "class BlockStructureTransformer: pass\nclass FilteringTransformerMixin(BlockStructureTransformer): pass\n"
            "class A(BlockStructureTransformer):\n",
            "class BlockStructureTransformer: pass\nclass FilteringTransformerMixin(BlockStructureTransformer): pass\n"
            "class A(FilteringTransformerMixin, BlockStructureTransformer):\n",
        ),
    ],
)
def test_bases_and_imports(before: str, after: str) -> None:
    check(CODEMOD, before + BODY, after + AFTER)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("from lib import *\nclass A(BlockStructureTransformer):\n" + BODY, "can't be told"),
        ("class BlockStructureTransformer: pass\nclass A(BlockStructureTransformer):\n" + BODY, "and no Filtering"),
        (
            f"{IMPORT}\nFilteringTransformerMixin = 1\nclass A(BlockStructureTransformer):\n{BODY}",
            "means something else",
        ),
        (f"{IMPORT}\nclass A(BlockStructureTransformer):\n    @x\n{BODY}", "no plain method"),
        (
            f"{IMPORT}\nclass A(BlockStructureTransformer):\n{BODY}{BODY.replace('form(', 'form_block_filters(')}",
            "beside it",
        ),
        (
            f"{IMPORT}\nclass A(BlockStructureTransformer):\n{BODY}\n"
            "class B(A):\n    def transform(self, u, s):\n        pass\n",
            "B, below it, has a transform()",
        ),
        (f"{IMPORT}\nclass A(BlockStructureTransformer):\n{BODY.replace('u, s', 'u, s, *more')}", "other parameters"),
    ],
)
def test_classes_that_stay(source: str, reason: str) -> None:
    told = check_alone(CODEMOD, source)
    assert len(told) == 1
    assert reason in told[0]


def test_what_is_to_be_left_is_left() -> None:
    body = old("structure.remove_block_if(f)\n")
    assert check_alone(CODEMOD, body, leave="Other, Hide") == []
    check(CODEMOD, body, new("return [structure.create_removal_filter(f)]\n"), leave="Other")


def test_python_2(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text(old("structure.remove_block_if(f)\n") + "\n\nprint 'old', `1`\n")
    assert main(["run", CODEMOD, str(file), "--write"]) == 0
    after = new("return [structure.create_removal_filter(f)]\n") + "\n\nprint 'old', `1`\n"
    assert file.read_text() == after


def test_other_classes_are_none_of_its_business() -> None:
    assert check_alone(CODEMOD, f"from lib import Base, BlockStructureTransformer\nclass A(Base):\n{BODY}") == []
    assert (
        check_alone(
            CODEMOD, f"{IMPORT}\nclass A(BlockStructureTransformer):\n    def transform(self, u, s):\n        pass\n"
        )
        == []
    )
