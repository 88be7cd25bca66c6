"""What is known of names outside the source: which calls have no effect, which names are looked up by convention."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from enum import Enum


class Standing(Enum):
    """What happens when a class is derived from a base."""

    INERT = "inert"
    """Nothing: it defines no methods that other code calls, except those with two underscores."""
    ABSTRACT = "abstract"
    """Nothing either, but to make an instance fails while a method is abstract."""
    SAFE = "safe"
    """Deriving does nothing, but the base, or who knows the base, looks up methods of the derived class."""
    FOREIGN = "foreign"
    """Unknown: it may register the class, or make something of what stands in its body."""


_RANKS = tuple(Standing)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _under(module: str, names: str) -> frozenset[str]:
    return frozenset(f"{module}.{name}" for name in names.split())


ABSTRACT_METACLASS = "ABCMeta"
_ABSTRACT = _words("abstractmethod abstractproperty abstractclassmethod abstractstaticmethod")
_INERT_BASES = _under(
    "builtins",
    "object Exception BaseException ValueError TypeError KeyError LookupError RuntimeError OSError"
    " AttributeError IndexError NotImplementedError ArithmeticError ImportError AssertionError Warning"
    " UserWarning DeprecationWarning RuntimeWarning FutureWarning PermissionError FileNotFoundError",
) | _under("typing", "Generic")
_ABSTRACT_BASES = _under("abc", "ABC") | _under("typing", "Protocol") | _under("typing_extensions", "Protocol")
_SAFE_BASES = (
    _under("builtins", "dict list tuple set frozenset str bytes int float complex bool type")
    | _under("enum", "Enum IntEnum StrEnum Flag IntFlag")
    | _under("typing", "NamedTuple TypedDict")
    | _under("typing_extensions", "NamedTuple TypedDict")
    | _under("collections", "OrderedDict defaultdict Counter UserDict UserList UserString deque")
    | _under(
        "collections.abc",
        "Mapping MutableMapping Sequence MutableSequence Set MutableSet Iterable Iterator"
        " Callable Collection Container Hashable Sized Generator Awaitable Coroutine",
    )
    | _under("unittest", "TestCase IsolatedAsyncioTestCase")
    | _under("unittest.case", "TestCase")
    | _under("django.test", "TestCase SimpleTestCase TransactionTestCase LiveServerTestCase")
    | _under("threading", "Thread local")
    | _under("logging", "Handler Filter Formatter LoggerAdapter")
    | _under("json", "JSONEncoder JSONDecoder")
    | _under("ast", "NodeVisitor NodeTransformer")
    | _under("html.parser", "HTMLParser")
    | _under("argparse", "Action ArgumentParser")
    | _under("string", "Formatter Template")
    | _under("contextlib", "ContextDecorator AbstractContextManager")
)


def worst(standings: Iterable[Standing]) -> Standing:
    """Return the standing of a class with bases of these."""
    return max(standings, key=_RANKS.index, default=Standing.INERT)


def abstracts(mentions: AbstractSet[str]) -> bool:
    """Whether a member whose definition mentions these is one that derived classes must define."""
    return not _ABSTRACT.isdisjoint(mentions)


def standing_of(origin: str) -> Standing:
    """Return what is known of a base class by where it comes from, as in `Statement.bases`."""
    if origin in _INERT_BASES:
        return Standing.INERT
    if origin in _ABSTRACT_BASES:
        return Standing.ABSTRACT
    return Standing.SAFE if origin in _SAFE_BASES else Standing.FOREIGN


PURE_CALLS = (
    _under(
        "builtins",
        "frozenset tuple dict set list object str int float bool bytes bytearray complex len range zip"
        " enumerate min max sum abs round reversed slice property staticmethod classmethod isinstance issubclass"
        " ord chr hash id repr any all divmod pow",
    )
    | _under("re", "compile escape")
    | _under("collections", "namedtuple OrderedDict defaultdict Counter deque ChainMap")
    | _under("typing", "TypeVar ParamSpec TypeVarTuple NewType cast NamedTuple TypedDict")
    | _under("typing_extensions", "TypeVar ParamSpec TypeVarTuple NewType TypedDict")
    | _under("logging", "getLogger")
    | _under("pathlib", "Path PurePath PurePosixPath")
    | _under("decimal", "Decimal")
    | _under("fractions", "Fraction")
    | _under("datetime", "datetime date time timedelta timezone datetime.datetime")
    | _under("uuid", "UUID")
    | _under("functools", "partial partialmethod")
    | _under("operator", "itemgetter attrgetter methodcaller")
    | _under("struct", "Struct calcsize")
    | _under("string", "Template")
    | _under("types", "SimpleNamespace MappingProxyType")
    | _under("threading", "Lock RLock Condition Event Semaphore local")
    | _under("contextvars", "ContextVar")
    | _under("weakref", "WeakKeyDictionary WeakValueDictionary WeakSet")
    | _under("itertools", "chain count product repeat")
    | _under("textwrap", "dedent indent")
    | _under("os", "getenv environ.get fspath")
    | _under("os.path", "join dirname abspath basename normpath realpath expanduser splitext")
    | _under("dataclasses", "field")
    | _under("enum", "auto")
    | _under("attr", "ib attrib")
    | _under("attrs", "field")
    | _under("pytest", "param")
    | _under("django.utils.translation", "gettext_lazy gettext_noop ngettext_lazy pgettext_lazy ugettext_lazy")
)
"""Calls whose effect can't leave their value; arguments that are functions are not called."""

PURE_METHODS = _words(
    "strip lstrip rstrip split rsplit splitlines join format lower upper title encode decode removeprefix removesuffix"
    " startswith endswith zfill union intersection difference resolve absolute joinpath with_name with_suffix as_posix"
    " relative_to expanduser items keys values"
)
"""Methods without effect on a constant, or on the value of a pure call: not `replace`, by which a path is renamed."""

PURE_DECORATORS = (
    _under("builtins", "staticmethod classmethod property")
    | _under("functools", "wraps lru_cache cache cached_property total_ordering")
    | _under("contextlib", "contextmanager asynccontextmanager")
    | _under("abc", "abstractmethod abstractproperty")
    | _under("dataclasses", "dataclass")
    | _under("enum", "unique")
    | _under("typing", "overload override final runtime_checkable no_type_check")
    | _under("typing_extensions", "overload override final runtime_checkable deprecated")
    | _under("attr", "s attrs define frozen mutable")
    | _under("attrs", "define frozen mutable")
    | _under("unittest", "skip skipIf skipUnless expectedFailure")
    | _under("unittest.mock", "patch patch.object patch.dict patch.multiple")
    | _under("mock", "patch patch.object patch.dict patch.multiple")
    | _under("ddt", "ddt data unpack named_data idata")
    | _under("django.test", "override_settings modify_settings tag")
    | _under("django.test.utils", "override_settings modify_settings")
    | _under("django.utils.functional", "cached_property")
)
"""Decorators whose effect can't leave what they decorate."""


def is_pure_decorator(origin: str) -> bool:
    """Whether a decorator from there has no effect but on what it decorates."""
    return origin in PURE_DECORATORS or origin.startswith("pytest.mark.")


_ENUMERATORS = _words(
    "* dir vars globals locals getattr hasattr __dict__ inspect import_module __import__ __subclasses__"
    " getmembers __getattr__ __getattribute__ __dir__ attrgetter methodcaller eval exec iter_modules walk_packages"
    " __annotations__ get_type_hints autodiscover import_string getsource __globals__ __builtins__ f_globals"
)
_GETTERS_OF_MODULES = _words(
    "modules import_module __import__ find_spec module_from_spec exec_module load_module iter_modules walk_packages"
    " import_string import_object import_from_string"
    " resolve_name locate entry_points iter_entry_points load_entry_point get_objects getmodule"
    " f_globals f_locals __globals__ __builtins__ __loader__ __spec__ models_module urlconf_module autodiscover"
    " autodiscover_modules importorskip run_path run_module runpy importlib pkgutil reload"
    " get_resolver get_app_config get_app_configs __subclasses__"
)
_HAVE_MODULES = _words("request item node metafunc app_config app_configs resolver")
"""Names of what has an attribute `module`."""


def enumerates(mentions: AbstractSet[str]) -> bool:
    """Whether code that mentions these may find names that it doesn't spell: such a reader is taken to mention all.

    `getattr` and `hasattr` with the name written out are not among the mentions of a block.
    """
    return not _ENUMERATORS.isdisjoint(mentions)


def gets_modules(mentions: AbstractSet[str]) -> bool:
    """Whether code that mentions these may get at modules, or classes, that nothing in it names."""
    if "module" in mentions and not _HAVE_MODULES.isdisjoint(mentions):
        return True
    return not _GETTERS_OF_MODULES.isdisjoint(mentions)


_HARMLESS = _words("__all__ __version__ __author__ __license__ __copyright__ __email__ __docformat__")
_OF_MODULES = _words(
    "pytestmark collect_ignore collect_ignore_glob setup_module teardown_module setup_function teardown_function"
    " setUpModule tearDownModule load_tests urlpatterns app_name handler400 handler403 handler404 handler500"
    " default_app_config application"
)
_OF_MEMBERS = _words(
    "setUp tearDown setUpClass tearDownClass setUpTestData asyncSetUp asyncTearDown setup_method teardown_method"
    " setup_class teardown_class runTest pytestmark run save delete clean full_clean default mro Meta Media"
    " keys close throw fileno"
)
_MEMBER_PREFIXES = (
    "test",
    "validate_",
    "clean_",
    "visit_",
    "leave_",
    "get_",
    "do_",
    "handle_",
    "on_",
    "pytest_",
    "_repr_",
    "prepare_",
    "resolve_",
    "depart_",
)


def is_dunder(name: str) -> bool:
    """Whether the language, or a library, has a meaning for the name."""
    return name.startswith("__") and name.endswith("__") and len(name) > 4


def read_from_outside(name: str) -> bool:
    """Whether a name of the module level is looked up by Python, pytest or a framework, with nobody mentioning it."""
    return (is_dunder(name) and name not in _HARMLESS) or name in _OF_MODULES or name.startswith("pytest_")


def called_by_convention(member: str) -> bool:
    """Whether methods of that name are looked up by name in classes of any kind."""
    return is_dunder(member) or member in _OF_MEMBERS or member.startswith(_MEMBER_PREFIXES)
