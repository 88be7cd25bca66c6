"""Reading the imports of a whole tree at once with grimp, whose parser is many times faster than Python's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from impact.contracts.sources.rows import Row


def climbs_out(content: bytes, module: str, is_package: bool) -> bool:
    """Whether a source seems to import from above its root package: grimp panics at that, and writes so."""
    return b"from " + b"." * (module.count(".") + is_package + 1) in content


def read_in_bulk(
    roots: Iterable[str], modules: Iterable[str], with_external: bool, without_type_checking: bool
) -> Mapping[str, Row] | None:
    """Return the imports of each module, or None where grimp can't read one or sees other modules than we do."""
    import logging

    import grimp
    from grimp.exceptions import GrimpException

    logging.getLogger("grimp").addHandler(logging.NullHandler())  # we warn of odd names ourselves
    try:
        graph = grimp.build_graph(
            *roots,
            include_external_packages=with_external,
            exclude_type_checking_imports=without_type_checking,
            cache_dir=None,
        )
    except (GrimpException, OSError, ValueError, SyntaxError):  # of a link that leads nowhere; UnicodeError, too
        return None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # grimp is written in Rust, and this is how it gives up
            return None
        raise
    wanted = set(modules)
    if {name for name in graph.modules if not graph.is_module_squashed(name)} != wanted:
        return None
    rows: dict[str, Row] = {}
    for name in wanted:
        rows[name] = [
            (imported, detail["line_number"], 0)
            for imported in graph.find_modules_directly_imported_by(name)
            for detail in graph.get_import_details(importer=name, imported=imported)
        ]
    return rows
