"""Names that nobody spells, found by who holds the module, the class or the object that has them."""

from __future__ import annotations

from tests.scenarios.scenario import Scenario, Swap, scenario

PLUGINS = "def alpha():\n    return 1\n"
GROWN = PLUGINS + "\n\ndef beta():\n    return 2\n"
REST = {
    "look.py": """
        def names_of(thing):
            return [name for name in dir(thing) if not name.startswith('_')]

        def by_name(thing, name):
            return getattr(thing, name, None)
    """,
    "test_else.py": """
        import plugins
        from look import by_name

        def test_else():
            assert plugins.alpha() == 1
            assert by_name([1], 'app' + 'end')
    """,
}
"""With each: a test that calls what is there, and searches in other things, can't notice what is new."""

HOLDING = {
    "module_handed_to_a_function": {
        "test_it.py": """
            import look, plugins

            def test_it():
                assert look.names_of(plugins) == ['alpha']
        """,
    },
    "module_handed_on_by_another_name": {
        "middle.py": "import plugins as extensions\n",
        "test_it.py": """
            import look, middle

            def test_it():
                assert look.names_of(middle.extensions) == ['alpha']
        """,
    },
    "module_of_a_package_that_is_handed": {
        "pack/__init__.py": "",
        "pack/inner.py": "import plugins\n",
        "test_it.py": """
            import look, pack.inner

            def test_it():
                inner = look.by_name(pack, 'in' + 'ner')
                assert look.names_of(look.by_name(inner, 'plug' + 'ins')) == ['alpha']
        """,
    },
    "namespace_of_a_module": {
        "test_it.py": """
            import look, plugins

            def test_it():
                assert [name for name in plugins.__dict__ if name[0] != '_'] == ['alpha']
                assert plugins.__dict__.get('be' + 'ta') is None
        """,
    },
    "module_kept_in_a_table": {
        "middle.py": "import plugins\n\nTABLE = {'one': plugins}\n",
        "test_it.py": """
            import look, middle

            def test_it():
                assert look.names_of(middle.TABLE['one']) == ['alpha']
        """,
    },
    "module_imported_by_its_name": {
        "test_it.py": """
            import importlib, look

            def test_it():
                assert look.names_of(importlib.import_module('plug' + 'ins')) == ['alpha']
        """,
    },
    "module_taken_from_the_loaded_ones": {
        "test_it.py": """
            import sys, look, plugins

            def test_it():
                assert look.names_of(sys.modules['plug' + 'ins']) == ['alpha']
        """,
    },
    "module_through_a_star": {
        "middle.py": "import plugins\n",
        "test_it.py": """
            from middle import *
            import look

            def test_it():
                assert look.names_of(plugins) == ['alpha']
        """,
    },
    "module_given_by_a_function": {
        "middle.py": "def get():\n    import plugins\n    return plugins\n",
        "test_it.py": """
            import look, middle

            def test_it():
                assert look.names_of(middle.get()) == ['alpha']
        """,
    },
    "module_looked_at_when_imported": {
        "middle.py": "import plugins\n\nNAMES = [name for name in dir(plugins) if not name.startswith('_')]\n",
        "test_it.py": """
            import middle

            def test_it():
                assert middle.NAMES == ['alpha']
        """,
    },
    "namespace_of_the_importing_module": {
        "middle.py": """
            from plugins import *

            def names():
                return sorted(name for name in globals() if not name.startswith('_') and name != 'names')
        """,
        "test_it.py": """
            import middle

            def test_it():
                assert middle.names() == ['alpha']
        """,
    },
}

FOUND_BY_NAME = {"module_imported_by_its_name", "module_taken_from_the_loaded_ones"}
"""Here nobody holds the module but the one test; where it is handed on, every search may be one in it."""

CLASS = PLUGINS + "\n\nclass Plugin:\n    def alpha(self):\n        return 1\n"
GROWN_CLASS = CLASS + "\n    def beta(self):\n        return 2\n"
HAVING = {
    "object": "look.names_of(plugins.Plugin()) == ['alpha']",
    "object_from_a_table": "look.names_of(middle.TABLE['one']) == ['alpha']",
    "object_from_a_factory": "look.names_of(middle.make()) == ['alpha']",
    "derived_class": "look.names_of(middle.Derived) == ['alpha']",
    "class_found_among_the_derived": "look.names_of(object.__subclasses__(middle.Base)[0]) == ['alpha']",
}
MIDDLE = """
    import plugins

    TABLE = {'one': plugins.Plugin()}

    class Base:
        pass

    class Derived(plugins.Plugin, Base):
        pass

    def make():
        return plugins.Plugin()
"""

SCENARIOS: list[Scenario] = [
    *(
        scenario(
            name,
            {"plugins.py": PLUGINS, **REST, **files},
            {"plugins.py": GROWN},
            must="test_it",
            rests="test_else" if name in FOUND_BY_NAME else "",
        )
        for name, files in HOLDING.items()
    ),
    *(
        scenario(
            f"member_of_{name}",
            {
                "plugins.py": CLASS,
                **REST,
                "middle.py": MIDDLE,
                "test_it.py": f"import look, middle, plugins\n\ndef test_it():\n    assert {check}\n",
            },
            {"plugins.py": GROWN_CLASS},
            must="test_it",
            rests="test_else",
        )
        for name, check in HAVING.items()
    ),
    *(
        scenario(
            f"name_in_a_signature_{name}",
            {
                "lib.py": "import typing\n\nAlias = int\n\ndef convert(text: 'Alias'):\n    return text\n",
                "test_it.py": f"import inspect, typing, lib\n\ndef test_it():\n    assert {check}\n",
                "test_else.py": "import lib\n\ndef test_else():\n    assert lib.convert(1) == 1\n",
            },
            {"lib.py": Swap("Alias = int", "Alias = str")},
            must="test_it",
        )
        for name, check in {
            "read_by_type_hints": "typing.get_type_hints(lib.convert)['text'] is int",
            "read_by_inspect": "inspect.signature(lib.convert, eval_str=True).parameters['text'].annotation is int",
        }.items()
    ),
    scenario(
        "name_in_a_module_that_nobody_holds",
        {
            "plugins.py": PLUGINS,
            **REST,
            "test_it.py": """
                import look, plugins
                from unittest.mock import patch

                def test_it():
                    with patch.object(plugins, 'alpha', lambda: 3):
                        assert getattr(plugins, 'alpha')() == 3
                    assert look.names_of(3)
            """,
        },
        {"plugins.py": GROWN},
        rests="*",
    ),
]
