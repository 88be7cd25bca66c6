"""Make filters of course-block transformers that only remove blocks: all filters of a list share one traversal.

Before::

    from openedx.core.lib.block_structure.transformer import BlockStructureTransformer

    class VisibilityTransformer(BlockStructureTransformer):
        def transform(self, usage_info, block_structure):
            if usage_info.has_staff_access:
                return

            block_structure.remove_block_if(
                lambda block_key: self.is_hidden(block_structure, block_key)
            )

After::

    from openedx.core.lib.block_structure.transformer import BlockStructureTransformer, FilteringTransformerMixin

    class VisibilityTransformer(FilteringTransformerMixin, BlockStructureTransformer):
        def transform_block_filters(self, usage_info, block_structure):
            if usage_info.has_staff_access:
                return [block_structure.create_universal_filter()]

            return [block_structure.create_removal_filter(
                lambda block_key: self.is_hidden(block_structure, block_key)
            )]

The framework must have ``FilteringTransformerMixin``. Several removals become several filters; where the end can be
reached without one, a universal filter is returned there. Left alone and listed, with the line: a transform that also
writes, counts, orders or hands on the structure to where it can't be followed, runs another's ``transform()``, reads
fields of another transformer, keeps state from block to block, or removes before its last statement.

Filters run before all other transformers of a list, whatever their order. Listed besides is therefore what asks which
blocks there are, and ``codemods inventory course-blocks`` tells of transformers that read what another one writes when
it transforms.
"""

from __future__ import annotations

from codemods.codemod import Options
from codemods.model import Outcome, outcome_of
from codemods.needles import Needles, all_words
from codemods.recipes.course_blocks.filtering import filter_transformers
from codemods.sources.python import Python


def needles(options: Options) -> Needles:
    """Look for a transform, and for what makes it one of blocks."""
    return all_words(["transform"], ["BlockStructureTransformer"])


def rewrite(source: Python, options: Options) -> Outcome:
    """Convert the transformers of one source."""
    return outcome_of(*filter_transformers(source))
