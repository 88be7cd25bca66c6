"""Transformers that do more than remove blocks."""

from .access import VisibilityTransformer
from .transformer import BlockStructureTransformer


class DepthTransformer(BlockStructureTransformer):
    """Writes how deep each block lies, and takes out what lies too deep."""

    VERSION = 1
    DEPTH = "depth"

    def __init__(self, requested_depth=None):
        self.requested_depth = requested_depth

    @classmethod
    def name(cls):
        return "depth"

    def transform(self, usage_info, block_structure):
        for key in block_structure.topological_traversal():
            parents = block_structure.get_parents(key)
            above = [block_structure.get_transformer_block_field(each, self, self.DEPTH) for each in parents]
            depth = min((each for each in above if each is not None), default=-1) + 1
            block_structure.set_transformer_block_field(key, self, self.DEPTH, depth)
        if self.requested_depth is not None:
            block_structure.remove_block_if(
                lambda key: block_structure.get_transformer_block_field(key, self, self.DEPTH) > self.requested_depth
            )


class CountTransformer(BlockStructureTransformer):
    """Takes out all but the first few blocks of a course."""

    VERSION = 1

    @classmethod
    def name(cls):
        return "count"

    def transform(self, usage_info, block_structure):
        seen = 0
        taken = set()
        for key in block_structure.topological_traversal():
            seen += 1  # noqa: SIM113 - counting by hand is the point
            if seen > usage_info["most"]:
                taken.add(key)
        block_structure.remove_block_if(lambda key: key in taken)


class OrderTransformer(BlockStructureTransformer):
    """Orders the children of the root, and takes out the drafts."""

    VERSION = 1

    @classmethod
    def name(cls):
        return "order"

    def transform(self, usage_info, block_structure):
        block_structure.get_children(block_structure.root_block_usage_key).sort(reverse=True)
        block_structure.remove_block_if(lambda key: block_structure.get_xblock_field(key, "draft"))


class UmbrellaTransformer(BlockStructureTransformer):
    """Runs another transformer, and takes out the drafts."""

    VERSION = 1

    @classmethod
    def name(cls):
        return "umbrella"

    @classmethod
    def collect(cls, block_structure):
        VisibilityTransformer.collect(block_structure)

    def transform(self, usage_info, block_structure):
        VisibilityTransformer().transform(usage_info, block_structure)
        block_structure.remove_block_if(lambda key: block_structure.get_xblock_field(key, "draft"))


class EarlyTransformer(BlockStructureTransformer):
    """Takes out the drafts, then marks what is left."""

    VERSION = 1

    @classmethod
    def name(cls):
        return "early"

    def transform(self, usage_info, block_structure):
        block_structure.remove_block_if(lambda key: block_structure.get_xblock_field(key, "draft"))
        for key in block_structure.topological_traversal():
            block_structure.set_transformer_block_field(key, self, "left", True)
