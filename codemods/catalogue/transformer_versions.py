"""Part the version of a course-block transformer into the one that it writes and the oldest that it can read.

Before::

    class VisibilityTransformer(BlockStructureTransformer):
        VERSION = 1

    def add(block_structure, transformer):
        block_structure.set_transformer_data(transformer, KEY, transformer.VERSION)

After::

    class VisibilityTransformer(BlockStructureTransformer):
        WRITE_VERSION = 1
        READ_VERSION = 1

    def add(block_structure, transformer):
        block_structure.set_transformer_data(transformer, KEY, transformer.WRITE_VERSION)

Classes are found by their bases, as far as these stand in the same file. Who reads the version gets the one to write
where it is handed on to be stored or stands in a function that collects, and else the one to read; who sets it sets
both; who asks whether it is 0 asks so of both. Left alone and listed: strings that name it, values given in another
way. Listed besides: where the version to read is compared with ``==`` or ``!=``, since what is stored may be newer from
now on.
"""

from __future__ import annotations

from codemods.codemod import Options
from codemods.model import Outcome, outcome_of
from codemods.needles import Needles, words
from codemods.recipes.course_blocks.versions import OLD, part_versions
from codemods.sources.python import Python


def needles(options: Options) -> Needles:
    """Look for the attribute."""
    return words(OLD)


def rewrite(source: Python, options: Options) -> Outcome:
    """Part the versions of one source."""
    return outcome_of(*part_versions(source))
