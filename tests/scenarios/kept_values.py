"""What the first caller puts where it outlives the test: in a global, a container, a class, an object, a closure."""

from __future__ import annotations

import textwrap

from tests.scenarios.shared_work import kept, shared

FILLED = {
    "global": """
        _kept = None

        def get():
            global _kept
            if _kept is None:
                _kept = calc.compute()
            return _kept
    """,
    "dictionary": """
        _kept = {}

        def get():
            if 'it' not in _kept:
                _kept['it'] = calc.compute()
            return _kept['it']
    """,
    "class_attribute": """
        class Keeper:
            _kept = None

            @classmethod
            def get(cls):
                if cls._kept is None:
                    cls._kept = calc.compute()
                return cls._kept

        get = Keeper.get
    """,
    "class_attribute_by_an_object": """
        class Keeper:
            _kept = None

            def get(self):
                if self._kept is None:
                    type(self)._kept = calc.compute()
                return self._kept

        def get():
            return Keeper().get()
    """,
    "class_attribute_by_its_name": """
        class Keeper:
            kept = None

        def get():
            if Keeper.kept is None:
                Keeper.kept = calc.compute()
            return Keeper.kept
    """,
    "entry_of_a_class": """
        class Keeper:
            _kept = {}

            def get(self):
                return self._kept.setdefault('it', self._kept.get('it') or calc.compute())

        def get():
            return Keeper().get()
    """,
    "attribute_of_a_base_class": """
        class Base:
            @classmethod
            def get(cls):
                if not hasattr(cls, '_kept'):
                    cls._kept = calc.compute()
                return cls._kept

        class Keeper(Base):
            pass

        def get():
            return Keeper.get()
    """,
    "attribute_of_an_object": """
        class Keeper:
            def __init__(self):
                self._kept = None

            def get(self):
                if self._kept is None:
                    self._kept = calc.compute()
                return self._kept

        keeper = Keeper()

        def get():
            return keeper.get()
    """,
    "slot_of_an_object": """
        class Keeper:
            __slots__ = ('_kept', '__weakref__')

            def get(self):
                if not hasattr(self, '_kept'):
                    self._kept = calc.compute()
                return self._kept

        keeper = Keeper()

        def get():
            return keeper.get()
    """,
    "attribute_named_by_a_string": """
        class Keeper:
            def get(self):
                if not hasattr(self, '_kept'):
                    setattr(self, '_kept', calc.compute())
                return self._kept

        keeper = Keeper()

        def get():
            return keeper.get()
    """,
    "attribute_by_getattr": """
        class Settings:
            def __getattr__(self, name):
                if name != 'NUMBER':
                    raise AttributeError(name)
                value = self._find(name)
                setattr(self, name, value)
                return value

            def _find(self, name):
                return calc.compute()

        settings = Settings()

        def get():
            return settings.NUMBER
    """,
    "attribute_by_getattr_of_the_base_class": """
        class Lazy:
            def __getattr__(self, name):
                self.__dict__[name] = calc.compute()
                return self.__dict__[name]

        class Settings(Lazy):
            pass

        settings = Settings()

        def get():
            return settings.number
    """,
    "attribute_by_who_getattr_asks": """
        class Settings:
            def __getattr__(self, name):
                if name.startswith('_'):
                    raise AttributeError(name)
                self._load()
                return self.__dict__[name]

            def _load(self):
                self.number = calc.compute()

        settings = Settings()

        def get():
            return settings.number
    """,
    "attribute_by_getattr_of_two_classes": """
        class Lazy:
            def __getattr__(self, name):
                setattr(self, name, self.found)
                return self.found

        class Settings(Lazy):
            found = 0

            def __getattr__(self, name):
                self.found = calc.compute()
                return super().__getattr__(name)

        settings = Settings()

        def get():
            return settings.number
    """,
    "attribute_by_getattr_of_a_metaclass": """
        class Lazy(type):
            def __getattr__(cls, name):
                if name.startswith('_'):
                    raise AttributeError(name)
                setattr(cls, name, calc.compute())
                return cls.number

        class Settings(metaclass=Lazy):
            pass

        def get():
            return Settings.number
    """,
    "attribute_by_getattr_of_a_class_made_by_a_function": """
        import functools

        def guarded(find):
            @functools.wraps(find)
            def guard(self, name):
                if name.startswith('_'):
                    raise AttributeError(name)
                return find(self, name)

            return guard

        def make():
            class Settings:
                @guarded
                def __getattr__(self, name):
                    self.__dict__[name] = calc.compute()
                    return self.__dict__[name]

            return Settings()

        settings = make()

        def get():
            return settings.number
    """,
    "attribute_that_another_function_reads_unspelled": """
        import operator

        class Settings:
            def __getattr__(self, name):
                value = self.__dict__[name] = calc.compute()
                return value

        settings = Settings()

        def read(given, name):
            return operator.attrgetter(name)(given)

        def get():
            return read(settings, 'num' + 'ber')
    """,
    "attribute_in_the_variables": """
        class Keeper:
            def get(self, name):
                if name not in vars(self):
                    vars(self)[name] = calc.compute()
                return vars(self)[name]

        keeper = Keeper()

        def get():
            return keeper.get('num' + 'ber')
    """,
    "attribute_read_where_another_object_is_made": """
        class Settings:
            def __getattr__(self, name):
                value = self.__dict__[name] = calc.compute()
                return value

        settings = Settings()

        class User:
            def __init__(self):
                self.it = settings.number

        def get():
            return User().it
    """,
    "attribute_of_what_a_new_object_is_given": """
        class Settings:
            def __getattr__(self, name):
                value = self.__dict__[name] = calc.compute()
                return value

        settings = Settings()

        class User:
            def __init__(self, given):
                self.it = given.number

        def get():
            return User(settings).it
    """,
    "attribute_under_a_composed_name": """
        class Keeper:
            def get(self, name):
                if not hasattr(self, f'_{name}_'):
                    setattr(self, f'_{name}_', calc.compute())
                return getattr(self, f'_{name}_')

        keeper = Keeper()

        def get():
            return keeper.get('number')
    """,
    "attribute_of_a_namespace": """
        import types

        kept = types.SimpleNamespace()

        def get():
            if not hasattr(kept, 'number'):
                kept.number = calc.compute()
            return kept.number
    """,
    "entry_of_an_object": """
        class Keeper:
            def __init__(self):
                self._kept = []

            def get(self):
                if not self._kept:
                    self._kept.append(calc.compute())
                return self._kept[0]

        keeper = Keeper()

        def get():
            return keeper.get()
    """,
    "attribute_of_an_object_in_an_object": """
        class Inner:
            number = None

        class Keeper:
            def __init__(self):
                self.inner = Inner()

        keeper = Keeper()

        def get():
            if keeper.inner.number is None:
                keeper.inner.number = calc.compute()
            return keeper.inner.number
    """,
    "entry_of_a_class_of_dictionaries_of_its_own": """
        from collections import UserDict

        class Kept(UserDict):
            pass

        kept = Kept()

        def get():
            if 'it' not in kept:
                kept['it'] = calc.compute()
            return kept['it']
    """,
    "global_by_a_string": """
        def get():
            if 'kept' not in globals():
                globals()['kept'] = calc.compute()
            return kept
    """,
    "attribute_of_the_thread": """
        import threading

        local = threading.local()

        def get():
            if not hasattr(local, 'kept'):
                local.kept = calc.compute()
            return local.kept
    """,
    "entry_of_an_object_by_a_setter": """
        from collections import OrderedDict

        class Latest:
            def __init__(self):
                self._kept = OrderedDict()

            def get(self, key):
                return self._kept.get(key)

            def put(self, key, value):
                self._kept[key] = value

        latest = Latest()

        def work(key):
            value = calc.compute()
            latest.put(key, value)
            return value

        def get():
            return latest.get('it') or work('it')
    """,
    "entry_by_the_caller_of_who_returns_the_container": """
        class Keeper:
            _kept = {}

            @classmethod
            def all(cls):
                return cls._kept

        def get():
            if 'it' not in Keeper.all():
                Keeper.all()['it'] = calc.compute()
            return Keeper.all()['it']
    """,
    "attribute_by_a_descriptor": """
        class Once:
            def __init__(self, function):
                self.function = function

            def __get__(self, instance, owner):
                value = instance.__dict__[self.function.__name__] = self.function(instance)
                return value

        class Keeper:
            @Once
            def number(self):
                return calc.compute()

        keeper = Keeper()

        def get():
            return keeper.number
    """,
    "object_made_by_the_first": """
        class Inner:
            number = None

            def get(self):
                if self.number is None:
                    self.number = calc.compute()
                return self.number

        _kept = {}

        def warm():
            _kept.setdefault('it', Inner())

        def get():
            warm()
            return _kept['it'].get()
    """,
    "attribute_of_a_function": """
        def get():
            if not hasattr(get, 'kept'):
                get.kept = calc.compute()
            return get.kept
    """,
    "decorator_that_remembers": """
        def remember(function):
            kept = {}

            def inner(*given):
                if given not in kept:
                    kept[given] = function(*given)
                return kept[given]

            return inner

        @remember
        def get():
            return calc.compute()
    """,
    "decorator_on_a_method": """
        def remember(function):
            kept = {}

            def inner(self):
                if 1 not in kept:
                    kept[1] = function(self)
                return kept[1]

            return inner

        class Keeper:
            @remember
            def get(self):
                return calc.compute()

        def get():
            return Keeper().get()
    """,
    "variable_around_a_function": """
        def make():
            kept = None

            def inner():
                nonlocal kept
                kept = kept or calc.compute()
                return kept

            return inner

        get = make()
    """,
    "computation_handed_over": """
        _kept = {}

        def remember(key, make):
            if key not in _kept:
                _kept[key] = make()
            return _kept[key]

        def get():
            return remember(1, calc.compute)
    """,
    "computation_given_at_import": """
        class Lazy:
            def __init__(self, make):
                self.make, self.made = make, []

            def get(self):
                if not self.made:
                    self.made.append(self.make())
                return self.made[0]

        lazy = Lazy(calc.compute)

        def get():
            return lazy.get()
    """,
    "computation_in_a_table": """
        _kept = {}
        WAYS = {1: calc.compute}

        def get():
            if 1 not in _kept:
                _kept[1] = WAYS[1]()
            return _kept[1]
    """,
    "computation_by_another_name": """
        _kept = {}
        make = calc.compute

        def get():
            if 1 not in _kept:
                _kept[1] = make()
            return _kept[1]
    """,
    "computation_in_an_attribute_of_the_class": """
        class Keeper:
            make = staticmethod(calc.compute)
            kept = None

            @classmethod
            def get(cls):
                if cls.kept is None:
                    cls.kept = cls.make()
                return cls.kept

        def get():
            return Keeper.get()
    """,
}
"""By what is filled: the body of a module `keep`, with a function `get` that computes its number only once."""
WITH_WORKERS = {"global", "dictionary", "class_attribute", "attribute_of_an_object", "decorator_that_remembers"}
"""Which of them workers play as well: one for each kind of thing that holds a value."""

SCENARIOS = [
    *(
        kept(
            f"{name}_filled_by_first_caller",
            "import calc\n" + textwrap.dedent(source),
            "get()",
            with_workers=name in WITH_WORKERS,
        )
        for name, source in FILLED.items()
    ),
    shared(
        "other_modules_filled_by_first_caller",
        {
            "store.py": """
                class Settings:
                    pass

                kept = {}
                settings = Settings()
                last = None
            """,
            "keep.py": """
                import calc, store

                def get():
                    if 'it' not in store.kept:
                        store.kept['it'] = calc.compute()
                        store.last = store.settings.number = calc.compute()
                    return store.kept['it']
            """,
        },
        """
        import keep, store

        def test_{}():
            assert keep.get() == 3

        def test_kept():
            assert keep.get() and store.kept['it'] == 3

        def test_settings():
            assert keep.get() and store.settings.number == 3

        def test_last():
            assert keep.get() and store.last == 3
        """,
        must="test_a test_b test_kept test_settings test_last",
    ),
    shared(
        "attributes_that_one_answer_leaves",
        {
            "keep.py": """
                import calc

                class Settings:
                    def __getattr__(self, name):
                        self.__dict__.update(number=calc.compute(), other=0)
                        return self.__dict__[name]

                settings = Settings()
            """,
            "test_0.py": "import keep\n\ndef test_0(): assert keep.settings.other == 0\n",
        },
        "import keep\n\ndef test_{}():\n    assert keep.settings.number == 3\n",
        must="test_0 test_a test_b",
        with_workers=False,
    ),
    shared(
        "dictionary_filled_and_emptied",
        {
            "conftest.py": """
                import keep, pytest

                @pytest.fixture(autouse=True)
                def clean():
                    yield
                    keep.kept.clear()
            """,
            "keep.py": """
                import calc

                kept = {}

                def get():
                    if 1 not in kept:
                        kept[1] = calc.compute()
                    return kept[1]
            """,
        },
        """
        import keep

        def test_{}():
            assert keep.get() == 3

        def test_size():
            assert len(keep.kept) == 0
        """,
        rests="test_c test_size",
    ),
    shared(
        "object_of_the_same_class_filled_apart",
        {
            "keep.py": """
                import calc

                class Keeper:
                    def __init__(self):
                        self.number = None

                    def get(self, make):
                        if self.number is None:
                            self.number = make()
                        return self.number

                first = Keeper()
            """,
            "test_d.py": """
                class Other:
                    number = 3

                def test_d(): assert Other().number == 3
            """,
        },
        "import calc, keep\n\ndef test_{}():\n    assert keep.first.get(calc.compute) == 3\n",
        rests="test_c test_d",
    ),
]

WANTING = {
    f"{name}_filled_by_first_caller"
    for name in (
        "attribute_by_a_descriptor attribute_of_a_function attribute_of_an_object_in_an_object"
        " computation_by_another_name computation_given_at_import computation_handed_over computation_in_a_table"
        " computation_in_an_attribute_of_the_class entry_by_the_caller_of_who_returns_the_container"
        " entry_of_a_class_of_dictionaries_of_its_own entry_of_an_object_by_a_setter"
        " global_by_a_string object_made_by_the_first other_modules"
    ).split()
} | {"object_of_the_same_class_filled_apart"}
"""The names of those that do not hold: only memos are followed (docs/decisions/0018)."""
