"""Classes: members, bases, decorators and metaclasses, and who looks them up without spelling their names."""

from __future__ import annotations

from tests.scenarios.scenario import Swap, scenario

SCENARIOS = [
    scenario(
        "class_attribute",
        {
            "lib.py": """
                class Box:
                    size = 3
                    colour = 'red'

                    def area(self):
                        return self.size ** 2

                class Other:
                    def area(self):
                        return 0
            """,
            "test_it.py": """
                import lib

                def test_area():
                    assert lib.Box().area() == 9

                def test_colour():
                    assert lib.Box.colour == 'red'

                def test_other():
                    assert lib.Other().area() == 0
            """,
        },
        {"lib.py": Swap("size = 3", "size = 4")},
        must="test_area",
        rests="test_colour test_other",
    ),
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
    scenario(
        "dunder_added",
        {
            "lib.py": "class Box:\n    def __init__(self, size):\n"
            "        self.size = size\n\ndef plain():\n    return 1\n",
            "test_it.py": """
                import lib

                def test_equal():
                    assert lib.Box(1) != lib.Box(1)

                def test_plain():
                    assert lib.plain() == 1
            """,
        },
        {"lib.py": Swap("def plain", "    def __eq__(self, other):\n        return True\n\ndef plain")},
        must="test_equal",
        rests="test_plain",
    ),
    scenario(
        "dunder_added_to_class_without_methods",
        {
            "lib.py": "class Box:\n    pass\n\ndef plain():\n    return 1\n",
            "make.py": "import lib\n\ndef make():\n    return lib.Box()\n",
            "test_it.py": """
                import make

                def test_true():
                    assert make.make()

                def test_else():
                    pass
            """,
        },
        {"lib.py": Swap("    pass\n", "    def __bool__(self):\n        return False\n")},
        must="test_true",
        rests="test_else",
    ),
    scenario(
        "enum_member",
        {
            "lib.py": """
                import enum

                class Colour(enum.Enum):
                    RED = 1
                    BLUE = 2

                def plain():
                    return 1
            """,
            "test_it.py": """
                import lib

                def test_value():
                    assert lib.Colour.RED.value == 1

                def test_lookup():
                    assert [each.name for each in lib.Colour] == ['RED', 'BLUE']

                def test_plain():
                    assert lib.plain() == 1
            """,
        },
        {"lib.py": Swap("BLUE = 2", "BLUE = 2\n    GREEN = 3")},
        must="test_lookup",
        rests="test_plain",
    ),
    scenario(
        "dataclass_field",
        {
            "lib.py": """
                import dataclasses

                @dataclasses.dataclass
                class Point:
                    x: int = 0
                    y: int = 0

                def plain():
                    return 1
            """,
            "test_it.py": """
                import lib

                def test_text():
                    assert repr(lib.Point()) == 'Point(x=0, y=0)'

                def test_plain():
                    assert lib.plain() == 1
            """,
        },
        {"lib.py": Swap("y: int = 0", "y: int = 0\n    z: int = 0")},
        must="test_text",
        rests="test_plain",
    ),
    scenario(
        "named_tuple_field",
        {
            "lib.py": "from typing import NamedTuple\n\nclass Point(NamedTuple):\n    x: int\n    y: int = 0\n",
            "test_it.py": "import lib\n\ndef test_text():\n"
            "    assert lib.Point(1) == (1, 0)\n\ndef test_else(): pass\n",
        },
        {"lib.py": Swap("= 0", "= 5")},
        must="test_text",
        rests="test_else",
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
        "property_getter",
        {
            "lib.py": """
                class Box:
                    _size = 1

                    @property
                    def size(self):
                        return self._size

                    @size.setter
                    def size(self, value):
                        self._size = value
            """,
            "test_it.py": """
                import lib

                def test_get():
                    assert lib.Box().size == 1

                def test_set():
                    box = lib.Box()
                    box.size = 5
                    assert vars(box) == {'_size': 5}
            """,
        },
        {"lib.py": Swap("return self._size", "return self._size + 1")},
        must="test_get",
        rests="test_set",
    ),
    scenario(
        "property_setter_body",
        {
            "lib.py": """
                class Box:
                    @property
                    def size(self):
                        return 1

                    @size.setter
                    def size(self, value):
                        self.__dict__['kept'] = value
            """,
            "test_it.py": """
                import lib

                def test_get():
                    assert lib.Box().size == 1

                def test_set():
                    box = lib.Box()
                    box.size = 5
                    assert box.kept == 5
            """,
        },
        {"lib.py": Swap("= value", "= value + 1")},
        must="test_set",
        rests="test_get",
    ),
    scenario(
        "method_of_plain_class_added",
        {
            "lib.py": """
                class Box:
                    def __init__(self):
                        self.size = 1

                    def area(self):
                        return self.size
            """,
            "test_it.py": """
                import lib

                def test_area():
                    assert lib.Box().area() == 1

                def test_has_no_volume():
                    assert not hasattr(lib.Box(), 'volume')
            """,
        },
        {"lib.py": Swap("    def area", "    def volume(self):\n        return 0\n\n    def area")},
        must="test_has_no_volume",
        rests="test_area",
    ),
    scenario(
        "nested_class_attribute",
        {
            "lib.py": """
                class Outer:
                    class Meta:
                        order = 1

                def plain():
                    return 1
            """,
            "test_it.py": """
                import lib

                def test_order():
                    assert lib.Outer.Meta.order == 1

                def test_plain():
                    assert lib.plain() == 1
            """,
        },
        {"lib.py": Swap("order = 1", "order = 2")},
        must="test_order",
        rests="test_plain",
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
