"""Underscore templates: the JavaScript between `<%` and `%>`, found by tree-sitter's grammar of embedded templates."""

from __future__ import annotations

from codemods.adapters.embedded_template import read_code
from codemods.recipes.legacy_frontend.graph.model import Opaque
from codemods.recipes.legacy_frontend.references import Parsed, Reference, mention
from codemods.recipes.legacy_frontend.scripts.javascript import parse_javascript


def parse_underscore(path: str, text: str) -> Parsed:
    """Parse a template.

    :raises LibraryMissing: without tree-sitter.
    """
    code, errors = read_code(text)
    joined = "".join(code)
    parsed = parse_javascript(path, joined).parsed
    references: list[Reference] = list(parsed.references)
    found = mention([text], 1)  # what the HTML names, such as the sources of its images and scripts
    if found is not None:
        references.append(found)
    opaque = tuple(Opaque(path, line, "this piece of an underscore template can't be read") for line in errors)
    return Parsed(tuple(references), opaque)
