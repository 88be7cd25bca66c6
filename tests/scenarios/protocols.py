"""Protocols checked at runtime: who asks `isinstance` can tell whether a member is there, though nobody spells it."""

from __future__ import annotations

from tests.scenarios.scenario import Swap, scenario

PROTOCOLS = """
    from typing import Protocol, runtime_checkable

    class Measured(Protocol):
        def width(self): ...

    @runtime_checkable
    class Sized(Measured, Protocol):
        colour: str

        def size(self): ...

    class Plain(Protocol):
        def weight(self): ...

    def big(o):
        return isinstance(o, Sized)
"""
CARDS = """
    import protocols as p

    class Card:
        colour = 'red'

        def width(self):
            return 1

    class Full(Card):
        def size(self):
            return 2

    class Explicit(p.Plain):
        def tell(self):
            return 3
"""
ASKS = """
    import lib
    from protocols import big

    def test_big():
        assert not big(lib.Card())

    def test_card():
        assert lib.Card().width() == 1

    def test_explicit():
        assert lib.Explicit().tell() == 3
"""
ASKED = {"protocols.py": PROTOCOLS, "lib.py": CARDS, "test_it.py": ASKS}

SCENARIOS = [
    scenario(
        "member_of_runtime_protocol_added",
        ASKED,
        {"lib.py": Swap("        return 1\n", "        return 1\n\n    def size(self):\n        return 2\n")},
        must="test_big",
        rests="test_card test_explicit",
    ),
    scenario(
        "member_of_runtime_protocol_removed",
        {**ASKED, "test_it.py": ASKS.replace("not big(lib.Card", "big(lib.Full")},
        {"lib.py": Swap("    def size(self):\n        return 2\n", "    pass\n")},
        must="test_big",
        rests="test_card test_explicit",
    ),
    scenario(
        "attribute_of_runtime_protocol_removed",
        {**ASKED, "test_it.py": ASKS.replace("not big(lib.Card", "big(lib.Full")},
        {"lib.py": Swap("    colour = 'red'\n", "")},
        must="test_big",
        rests="test_card test_explicit",
    ),
    scenario(
        "inherited_member_of_runtime_protocol_removed",
        {**ASKED, "test_it.py": ASKS.replace("not big(lib.Card", "big(lib.Full").replace("width()", "colour or 1")},
        {"lib.py": Swap("    def width(self):\n        return 1\n", "")},
        must="test_big",
        rests="test_card test_explicit",
    ),
    scenario(
        "member_of_other_protocol_added",
        ASKED,
        {"lib.py": Swap("        return 1\n", "        return 1\n\n    def depth(self):\n        return 2\n")},
        rests="*",
    ),
    scenario(
        "member_of_local_protocol_added",
        {
            "lib.py": """
                class Card:
                    def width(self):
                        return 1

                def make():
                    return Card()
            """,
            "test_it.py": """
                import lib
                from typing import Protocol, runtime_checkable

                def test_local():
                    @runtime_checkable
                    class Sized(Protocol):
                        def size(self): ...

                    assert not isinstance(lib.make(), Sized)

                def test_card():
                    assert lib.Card().width() == 1
            """,
        },
        {"lib.py": Swap("return 1\n", "return 1\n\n    def size(self):\n        return 2\n")},
        must="test_local",
        rests="test_card",
    ),
    scenario(
        "member_of_protocol_under_branch_added",
        {
            "lib.py": "class Card:\n    def width(self):\n        return 1\n",
            "test_it.py": """
                import lib, sys
                from typing import Protocol, runtime_checkable

                if sys.version_info >= (3, 11):
                    @runtime_checkable
                    class Sized(Protocol):
                        def size(self): ...

                def test_sized():
                    assert not isinstance(lib.Card(), Sized)

                def test_card():
                    assert lib.Card().width() == 1
            """,
        },
        {"lib.py": Swap("return 1\n", "return 1\n\n    def size(self):\n        return 2\n")},
        must="test_sized",
        rests="test_card",
    ),
    scenario(
        "module_meets_runtime_protocol",
        {
            "protocols.py": PROTOCOLS,
            "lib.py": "colour = 'red'\n\ndef width():\n    return 1\n",
            "test_it.py": """
                import lib
                from protocols import big

                def test_big():
                    assert not big(lib)

                def test_width():
                    assert lib.width() == 1
            """,
        },
        {"lib.py": Swap("return 1\n", "return 1\n\ndef size():\n    return 2\n")},
        must="test_big",
        rests="test_width",
    ),
]
