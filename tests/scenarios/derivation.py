"""Bases, decorators and metaclasses of classes: who looks up members without spelling their names."""

from __future__ import annotations

from tests.scenarios.scenario import Scenario, Step, Swap, scenario

SCENARIOS = [
    scenario(
        "class_attribute_of_base_elsewhere",
        {
            "base.py": "class Base:\n    size = 3\n\n    def area(self):\n        return self.size ** 2\n",
            "lib.py": "from base import Base\n\nclass Box(Base):\n    pass\n",
            "test_it.py": "from lib import Box\n\ndef test_area():\n    assert Box().area() == 9\n",
            "test_else.py": "import lib\n\ndef test_else():\n    assert lib\n",
        },
        {"base.py": Swap("3", "4")},
        must="test_area",
        rests="test_else",
    ),
    scenario(
        "base_class_changed",
        {
            "lib.py": """
                class First:
                    def word(self):
                        return 'first'

                class Second:
                    def word(self):
                        return 'second'

                class Box(First):
                    pass

                def plain():
                    return 1
            """,
            "test_it.py": """
                import lib

                def test_word():
                    assert lib.Box().word() == 'first'

                def test_plain():
                    assert lib.plain() == 1
            """,
        },
        {"lib.py": Swap("Box(First)", "Box(Second)")},
        must="test_word",
        rests="test_plain",
    ),
    scenario(
        "override_added",
        {
            "base.py": "class Base:\n    def word(self):\n        return 'base'\n\n"
            "    def say(self):\n        return self.word()\n",
            "lib.py": "from base import Base\n\nclass Box(Base):\n    pass\n\ndef plain():\n    return 1\n",
            "test_it.py": """
                import lib

                def test_say():
                    assert lib.Box().say() == 'base'

                def test_plain():
                    assert lib.plain() == 1
            """,
        },
        {"lib.py": Swap("    pass\n", "    def word(self):\n        return 'box'\n")},
        must="test_say",
        rests="test_plain",
    ),
    scenario(
        "override_removed",
        {
            "base.py": "class Base:\n    def word(self):\n        return 'base'\n\n"
            "    def say(self):\n        return 1\n",
            "lib.py": """
                from base import Base

                class Box(Base):
                    def word(self):
                        return 'box'

                class Other(Base):
                    pass
            """,
            "test_it.py": """
                import lib

                def test_word():
                    assert lib.Box().word() == 'box'

                def test_other():
                    assert lib.Other().say() == 1
            """,
        },
        {"lib.py": Swap("    def word(self):\n        return 'box'\n", "    pass\n")},
        must="test_word",
        rests="test_other",
    ),
    scenario(
        "override_of_what_a_library_calls",
        {
            "lib.py": """
                import json

                class Encoder(json.JSONEncoder):
                    pass

                def plain():
                    return 1
            """,
            "test_it.py": """
                import json, lib, pytest

                def test_encode():
                    with pytest.raises(TypeError):
                        json.dumps({1, 2}, cls=lib.Encoder)

                def test_plain():
                    assert lib.plain() == 1
            """,
        },
        {"lib.py": Swap("    pass\n", "    def default(self, value):\n        return list(value)\n")},
        must="test_encode",
        rests="test_plain",
    ),
    Scenario(
        "method_becomes_abstract",
        {
            "base.py": "import abc\n\nclass Base(abc.ABC):\n    def go(self):\n        return 1\n",
            "lib.py": """
                import base

                class Thing(base.Base):
                    def one(self):
                        return 1

                    def two(self):
                        return 2

                def plain():
                    return 1
            """,
            "test_it.py": """
                import lib

                def test_make():
                    assert lib.Thing()

                def test_plain():
                    assert lib.plain() == 1
            """,
        },
        (
            Step({"base.py": Swap("    def go", "    @abc.abstractmethod\n    def two(self): ...\n\n    def go")}),
            Step({"lib.py": Swap("two", "three")}, must="test_make", rests="test_plain"),
            Step({"lib.py": Swap("three", "two")}, rests="*"),
            Step(
                {"base.py": Swap("    def go", "    @abc.abstractmethod\n    def three(self): ...\n\n    def go")},
                must="test_make",
                rests="test_plain",
            ),
            Step(
                {"lib.py": Swap("    def one", "    def three(self): ...\n\n    def one")},
                must="test_make",
                rests="test_plain",
            ),
            Step({"lib.py": Swap("    def one", "    def four(self): ...\n\n    def one")}, rests="*"),
        ),
    ),
    scenario(
        "method_added_that_builtins_look_for",
        {
            "lib.py": """
                class Pairs:
                    def __iter__(self):
                        return iter([('a', 1)])

                    def __getitem__(self, key):
                        return 9

                def plain():
                    return 1
            """,
            "test_it.py": """
                import lib

                def test_dict():
                    assert dict(lib.Pairs()) == {'a': 1}

                def test_plain():
                    assert lib.plain() == 1
            """,
        },
        {"lib.py": Swap("        return 9\n", "        return 9\n\n    def keys(self):\n        return ['a']\n")},
        must="test_dict",
        rests="test_plain",
    ),
    scenario(
        "class_decorator_removed",
        {
            "lib.py": """
                import functools

                @functools.total_ordering
                class Box:
                    def __init__(self, size):
                        self.size = size

                    def __eq__(self, other):
                        return self.size == other.size

                    def __lt__(self, other):
                        return self.size < other.size

                def plain():
                    return 1
            """,
            "test_it.py": """
                import lib

                def test_order():
                    assert lib.Box(2) >= lib.Box(1)

                def test_plain():
                    assert lib.plain() == 1
            """,
        },
        {"lib.py": Swap("@functools.total_ordering\n", "")},
        must="test_order",
        rests="test_plain",
    ),
    scenario(
        "registry_by_init_subclass",
        {
            "base.py": """
                KINDS = []

                class Base:
                    def __init_subclass__(cls):
                        KINDS.append(cls.__name__)
            """,
            "lib.py": "from base import Base\n\nclass First(Base):\n    pass\n",
            "test_it.py": "import base, lib\n\ndef test_kinds():\n    assert base.KINDS == ['First']\n",
            "test_else.py": "import base\n\ndef test_else(): pass\n",
        },
        {"lib.py": "from base import Base\n\nclass First(Base):\n    pass\n\nclass Second(Base):\n    pass\n"},
        must="test_kinds",
        rests="test_else",
    ),
    scenario(
        "metaclass_reads_the_body",
        {
            "meta.py": """
                class Meta(type):
                    def __new__(mcs, name, bases, body):
                        made = super().__new__(mcs, name, bases, body)
                        made.fields = sorted(key for key in body if not key.startswith('_'))
                        return made
            """,
            "lib.py": "from meta import Meta\n\nclass Form(metaclass=Meta):\n    title = 1\n",
            "test_it.py": "import lib\n\ndef test_fields():\n    assert lib.Form.fields == ['title']\n",
            "test_else.py": "def test_else(): pass\n",
        },
        {"lib.py": Swap("title = 1", "title = 1\n    author = 2")},
        must="test_fields",
        rests="test_else",
    ),
    scenario(
        "metaclass_method",
        {
            "meta.py": "class Meta(type):\n    def __len__(cls):\n"
            "        return 3\n\n    def other(cls):\n        return 0\n",
            "lib.py": "from meta import Meta\n\nclass Form(metaclass=Meta):\n    title = 1\n",
            "test_it.py": """
                import lib

                def test_length():
                    assert len(lib.Form) == 3

                def test_title():
                    assert lib.Form.title == 1
            """,
        },
        {"meta.py": Swap("3", "4")},
        must="test_length",
        rests="test_title",
    ),
    scenario(
        "mixin_added_in_front",
        {
            "lib.py": """
                class Base:
                    def word(self):
                        return 'base'

                class Mixin:
                    pass

                class Box(Mixin, Base):
                    pass

                class Other(Base):
                    pass
            """,
            "test_it.py": """
                import lib

                def test_box():
                    assert lib.Box().word() == 'base'

                def test_else():
                    pass
            """,
        },
        {"lib.py": Swap("class Mixin:\n    pass", "class Mixin:\n    def word(self):\n        return 'mixed'")},
        must="test_box",
        rests="test_else",
    ),
    *(
        scenario(
            f"method_added_that_a_library_calls_in_a_class_derived_{how}",
            {
                "lib.py": "class Mixin:\n    size = 1\n",
                "make.py": f"import json\nimport lib\n\n{source}",
                "test_it.py": """
                    import json, make, pytest

                    def test_it():
                        with pytest.raises(TypeError):
                            json.dumps({1}, cls=make.make())
                """,
            },
            {"lib.py": "class Mixin:\n    size = 1\n\n    def default(self, value):\n        return list(value)\n"},
            must="test_it",
        )
        for how, source in {
            "elsewhere": "class Both(lib.Mixin, json.JSONEncoder):\n    pass\n\ndef make():\n    return Both\n",
            "by_another_name": "Other = lib.Mixin\n\nclass Both(Other, json.JSONEncoder):\n    pass\n\n"
            "def make():\n    return Both\n",
            "in_a_function": "def make():\n    class Both(lib.Mixin, json.JSONEncoder):\n"
            "        pass\n    return Both\n",
            "from_a_parameter": "def derive(base):\n    class Both(base, json.JSONEncoder):\n"
            "        pass\n    return Both\n\n"
            "def make():\n    return derive(lib.Mixin)\n",
            "by_type": "def make():\n    return type('Both', (lib.Mixin, json.JSONEncoder), {})\n",
        }.items()
    ),
]
