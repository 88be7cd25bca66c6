"""The published suites that the plugin has to serve, each with one function to break."""

from __future__ import annotations

import sys
from dataclasses import replace

from tests.real.suite import Edit, Suite

OPAQUE_KEYS = Suite(
    # Open edX. unittest and ddt classes, property tests, keys found through entry points.
    name="edx-opaque-keys",
    version="4.0.0",
    arguments=("opaque_keys", "--ignore=opaque_keys/edx/tests/test_aside_keys.py", "--hypothesis-seed=0"),
    environment={"DJANGO_SETTINGS_MODULE": "settings.test"},
    edit=Edit(
        path="opaque_keys/edx/locator.py",
        function="LibraryLocator._to_string",
        old="            parts.extend([self.org, self.library])\n",
        new="            parts.extend([self.library, self.org])\n",
    ),
)

XBLOCK = Suite(
    # Open edX. Descriptors, mixins and metaclasses; lxml, Mako and Django templates, services, files of the package.
    name="XBlock",
    version="6.1.0",
    arguments=(
        "xblock/test/test_core.py",
        "xblock/test/test_fields.py",
        "xblock/test/test_parsing.py",
        "xblock/test/test_runtime.py",
        "xblock/test/django",
        "xblock/test/utils",
    ),
    environment={"DJANGO_SETTINGS_MODULE": "xblock.test.settings"},
    edit=Edit(
        path="xblock/fields.py",
        function="Field._mark_dirty",
        old="xblock._dirty_fields[self] = copy.deepcopy(value)",
        new="xblock._dirty_fields[self] = value",
    ),
)

REST_FRAMEWORK = Suite(
    # Django, more than 1,600 tests: a database, URL confs, templates, lazily loaded settings.
    name="djangorestframework",
    version="3.18.3",
    arguments=("tests",),
    edit=Edit(
        path="rest_framework/fields.py",
        function="IntegerField.to_internal_value",
        old="            data = int(self.re_decimal.sub('', str(data)))\n",
        new="            data = int(self.re_decimal.sub('', str(data))) + 1\n",
    ),
)

MAKO = Suite(
    # A compiler: its tests write Python modules below the root and import them.
    name="mako",
    version="1.4.3",
    # In the files' own order. A memo carries what the first test to fill it had read: where that is a restless one, all
    # who read the memo rest on the folders that it leaves, and nobody can say beforehand who they are.
    arguments=(
        "test/test_exceptions.py",
        "test/test_loop.py",
        "test/test_lookup.py",
        "test/test_template.py",
        *("-p", "no:randomly"),
    ),
    restless=(
        "test/test_exceptions.py::CompileWarningsTest",
        "test/test_exceptions.py::ExceptionsTest::test_tback",
        "test/test_template.py::EncodingTest",
        "test/test_template.py::ModuleDirTest",
    ),
    edit=Edit(
        path="mako/codegen.py",
        function="_GenerateRenderMethod.visitControlLine",
        old='                self.printer.writeline("loop = __M_loop._exit()")\n',
        new='                self.printer.writeline("loop = None")\n',
    ),
)

NETWORKX = Suite(
    # The function runs in `setup_class` of several classes: it belongs to all their tests, not to the first of each.
    name="networkx",
    version="3.6.1",
    arguments=tuple(
        f"networkx/algorithms/centrality/tests/test_{name}.py"
        for name in (
            "betweenness_centrality",
            "closeness_centrality",
            "degree_centrality",
            "dispersion",
            "eigenvector_centrality",
            "laplacian_centrality",
            "load_centrality",
            "voterank",
        )
    ),
    edit=Edit(
        path="networkx/generators/small.py",
        function="krackhardt_kite_graph",
        old="            8: [7, 9],\n            9: [8],\n        },\n",
        new="            8: [7],\n        },\n",
    ),
)

SQLGLOT = Suite(
    # Many quick tests, thousands of subtests, methods found by the name of a class.
    name="sqlglot",
    version="30.30.0",
    arguments=(
        "tests/test_build.py",
        "tests/test_diff.py",
        "tests/test_expressions.py",
        "tests/test_helper.py",
        "tests/test_jsonpath.py",
        "tests/test_time.py",
        "tests/test_tokens.py",
        "tests/test_transforms.py",
    ),
    edit=Edit(
        path="sqlglot/generator.py",
        function="Generator.with_sql",
        old='        recursive = (\n            "RECURSIVE "\n',
        new='        recursive = (\n            "RECURSED "\n',
    ),
)

ATTRS = Suite(
    # Methods compiled from strings at run time; a `src` folder; test modules imported without `sys.path`.
    name="attrs",
    version="26.1.0",
    arguments=(
        "--import-mode=importlib",
        "tests/test_config.py",
        "tests/test_filters.py",
        "tests/test_functional.py",
        "tests/test_hooks.py",
        "tests/test_next_gen.py",
        "tests/test_setattr.py",
        "tests/test_validators.py",
    ),
    import_from=("src",),
    edit=Edit(
        path="src/attr/setters.py",
        function="validate",
        old="    v(instance, attrib, new_value)\n",
        new="    v(instance, attrib, attrib)\n",
    ),
)

REST_FRAMEWORK_IN_PART = replace(
    # All of it would take a minute and a half alone.
    REST_FRAMEWORK,
    arguments=tuple(
        f"tests/test_{name}.py"
        for name in (
            "bound_fields",
            "fields",
            "filters",
            "model_serializer",
            "permissions",
            "routers",
            "serializer",
            "serializer_nested",
            "templatetags",
            "viewsets",
        )
    ),
)

# Some with the recorder of 3.11, others with the newer one, and each at least once: all of them twice take minutes.
IN_BRIEF = sys.version_info < (3, 12)
SUITES = (REST_FRAMEWORK_IN_PART, *((OPAQUE_KEYS, XBLOCK) if IN_BRIEF else (MAKO, SQLGLOT, ATTRS)))
FOR_WORKERS = () if IN_BRIEF else (OPAQUE_KEYS, XBLOCK, NETWORKX)
"""Those that are recorded among workers, too: Open edX, and wide fixtures. All of them would take too long."""
