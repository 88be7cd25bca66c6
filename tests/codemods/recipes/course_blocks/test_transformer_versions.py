"""`transformer-versions`: the declaration, its readers, and what is left to a person."""

from __future__ import annotations

import pytest

from codemods.testing import check, check_alone, listed

CODEMOD = "transformer-versions"
CLASS = "from block_structure import BlockStructureTransformer\nclass A(BlockStructureTransformer):\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    VERSION = 1\n    x = 1\n", "    WRITE_VERSION = 1\n    READ_VERSION = 1\n    x = 1\n"),
        ("    VERSION = 1  # why\n", "    WRITE_VERSION = 1  # why\n    READ_VERSION = 1\n"),
        ("    VERSION: int = 1\n", "    WRITE_VERSION: int = 1\n    READ_VERSION: int = 1\n"),
        (
            "    VERSION = make(\n        1\n    )\n",
            "    WRITE_VERSION = make(\n        1\n    )\n    READ_VERSION = WRITE_VERSION\n",
        ),
        ("    VERSION = 1; x = 1\n", "    WRITE_VERSION = 1; READ_VERSION = 1; x = 1\n"),
        (
            "    def collect(cls, s):\n        s.put(cls.VERSION)\n"
            "    def transform(self, u, s):\n        s.get(self.VERSION)\n",
            "    def collect(cls, s):\n        s.put(cls.WRITE_VERSION)\n    def transform(self, u, s):\n"
            "        s.get(self.READ_VERSION)\n",
        ),
        (
            "    VERSION = 1\n    KEY = VERSION + 1\n    def f(self): VERSION\n",
            "    WRITE_VERSION = 1\n    READ_VERSION = 1\n    KEY = READ_VERSION + 1\n    def f(self): VERSION\n",
        ),
        (
            "    if x:\n        VERSION = 1\n    else:\n        VERSION = 2\n",
            "    if x:\n        WRITE_VERSION = 1\n        READ_VERSION = 1\n    else:\n"
            "        WRITE_VERSION = 2\n        READ_VERSION = 2\n",
        ),
        *(
            (f"    def f(self): return {whose}.VERSION\n", f"    def f(self): return {whose}.READ_VERSION\n")
            for whose in ("type(self)", "self.__class__", "super()", "super(A, self)")
        ),
    ],
)
def test_declarations(before: str, after: str) -> None:
    check(CODEMOD, CLASS + before, CLASS + after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "class T(MockTransformer):\n    VERSION = 0\n",
            "class T(MockTransformer):\n    WRITE_VERSION = 0\n    READ_VERSION = 0\n",
        ),
        (
            "s.set_transformer_data(transformer, K, transformer.VERSION)\n",
            "s.set_transformer_data(transformer, K, transformer.WRITE_VERSION)\n",
        ),
        (
            "if transformer.VERSION == 0:\n    pass\n",
            "if 0 in (transformer.WRITE_VERSION, transformer.READ_VERSION):\n    pass\n",
        ),
        (
            "x = my_transformer.VERSION == 0\n",
            "x = (0 in (my_transformer.WRITE_VERSION, my_transformer.READ_VERSION))\n",
        ),
        ("old = transformer.VERSION > stored\n", "old = transformer.READ_VERSION > stored\n"),
        ("log(a.b.VisibilityTransformer.VERSION)\n", "log(a.b.VisibilityTransformer.READ_VERSION)\n"),
        ("self.assertEqual(stored, ATransformer.VERSION)\n", "self.assertEqual(stored, ATransformer.WRITE_VERSION)\n"),
        ("assert stored == ATransformer.VERSION\n", "assert stored == ATransformer.WRITE_VERSION\n"),
        ("T1Transformer.VERSION += 1\n", "T1Transformer.WRITE_VERSION += 1\nT1Transformer.READ_VERSION += 1\n"),
        ("[t.VERSION for t in s.transformers]\n", "[t.READ_VERSION for t in s.transformers]\n"),
        ("for t in transformers:\n    log(t.VERSION)\n", "for t in transformers:\n    log(t.READ_VERSION)\n"),
        ("transformers[0].VERSION\n", "transformers[0].READ_VERSION\n"),
        ("make_transformer(1).VERSION\n", "make_transformer(1).READ_VERSION\n"),
        ("ATransformer.VERSION = 2  # why\n", "ATransformer.WRITE_VERSION = 2  # why\nATransformer.READ_VERSION = 2\n"),
        (
            "ATransformer.VERSION = f(1)\n",
            "ATransformer.WRITE_VERSION = f(1)\nATransformer.READ_VERSION = ATransformer.WRITE_VERSION\n",
        ),
    ],
)
def test_readers_and_writers(before: str, after: str) -> None:
    head = "from block_structure import x\n"
    check(CODEMOD, head + before, head + after)


def test_a_comparison_for_equality_is_told() -> None:
    source = "import block_structure\nif transformer.VERSION != stored: pass\n"
    check(CODEMOD, source, source.replace("VERSION", "READ_VERSION"))
    assert [(each.line, "may be above READ_VERSION" in each.reason) for each in listed(CODEMOD, source)] == [(2, True)]


@pytest.mark.parametrize(
    ("source", "reasons"),
    [
        ("class CourseOverview:\n    VERSION = 4\nCourseOverview.VERSION\n# block_structure\n", []),
        ("class ATransformer:\n    VERSION = 4\n", []),
        ("import block_structure\nmodule.VERSION\nf().VERSION\n", []),
        ("import block_structure\n[t.VERSION for t in releases]\nreleases[0].VERSION\n", []),
        (f"{CLASS}    A = VERSION = 1\n", ["another way"]),
        (f"{CLASS}    VERSION = 1\n    WRITE_VERSION = 2\n", ["already"]),
        (f"{CLASS}    NEXT = VERSION + 1\n", ["by its bare name"]),
        ("import block_structure\ngetattr(transformer, 'VERSION', 0)\n", ["for a person"]),
        ("import block_structure\npatch('a.ATransformer.VERSION', 3)\n", ["for a person"]),
        (f"{CLASS}    pass\npatch('a.A.VERSION', 3)\n", ["for a person"]),
        ("import block_structure\npatch.object(ATransformer, 'VERSION', 3)\n", ["for a person"]),
        ("import block_structure\ndel ATransformer.VERSION\n", ["deleted"]),
        ("import block_structure\nATransformer.VERSION = B.VERSION = 1\n", ["can't be said twice"]),
    ],
)
def test_leaves_alone(source: str, reasons: list[str]) -> None:
    told = check_alone(CODEMOD, source)
    assert len(told) == len(reasons)
    assert all(reason in text for reason, text in zip(reasons, told, strict=True))
