"""What stands in the body of a class: who can tell another member from the old."""

from __future__ import annotations

from tests.scenarios.scenario import Swap, scenario

SCENARIOS = [
    scenario(
        "private_attribute_spelled_from_outside",
        {
            "lib.py": "class Box:\n    __size = 3\n    __weight = 1\n",
            "test_it.py": """
                import lib

                def test_size():
                    assert lib.Box._Box__size == 3

                def test_weight():
                    assert lib.Box._Box__weight == 1
            """,
        },
        {"lib.py": Swap("3", "4")},
        must="test_size",
        rests="test_weight",
    ),
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
]
