"""Transformers that decide what a learner may see. Those of this file only remove blocks."""

from .transformer import BlockStructureTransformer


class LibraryTransformer(BlockStructureTransformer):
    """Leaves each library the children that were drawn for the learner."""

    VERSION = 2

    @classmethod
    def name(cls):
        return "library"

    def transform(self, usage_info, block_structure):
        banked, drawn = set(), set()
        for key in block_structure.topological_traversal(
            filter_func=lambda key: block_structure.get_xblock_field(key, "category") == "library",
            yield_descendants_of_unyielded=True,
        ):
            children = block_structure.get_children(key)
            banked.update(children)
            drawn.update(usage_info["drawn"].intersection(children))

        def check_removal(key):
            if key not in banked:
                return False
            return key not in drawn

        block_structure.remove_block_if(check_removal)


class VisibilityTransformer(BlockStructureTransformer):
    """Takes out what only staff may see."""

    VERSION = 1
    HIDDEN = "hidden"

    @classmethod
    def name(cls):
        return "visibility"

    @classmethod
    def is_hidden(cls, block_structure, key):
        return block_structure.get_transformer_block_field(key, cls, cls.HIDDEN, False)

    @classmethod
    def collect(cls, block_structure):
        for key in block_structure.topological_traversal():
            parents = block_structure.get_parents(key)
            above = bool(parents) and all(cls.is_hidden(block_structure, each) for each in parents)
            hidden = above or block_structure.get_xblock_field(key, "staff_only", False)
            block_structure.set_transformer_block_field(key, cls, cls.HIDDEN, hidden)

    def transform(self, usage_info, block_structure):
        # Staff sees everything.
        if usage_info["staff"]:
            return

        block_structure.remove_block_if(
            lambda key: self.is_hidden(block_structure, key)
        )  # fmt: skip


class StartTransformer(BlockStructureTransformer):
    """Takes out what has not begun."""

    VERSION = 1

    def __init__(self, grace=0):
        self.grace = grace

    @classmethod
    def name(cls):
        return "start"

    def transform(self, usage_info, block_structure):
        if not usage_info["staff"]:
            block_structure.remove_block_if(
                lambda key: block_structure.get_xblock_field(key, "start", 0) > usage_info["day"] + self.grace
            )


class ExamTransformer(BlockStructureTransformer):
    """Takes out exams that are proctored, and leaves what splits a course only what is in it."""

    VERSION = 1

    @classmethod
    def name(cls):
        return "exam"

    def transform(self, usage_info, block_structure):
        block_structure.remove_block_if(lambda key: block_structure.get_xblock_field(key, "proctored"))
        # The wrapper goes, what is in it stays.
        block_structure.remove_block_if(
            lambda key: block_structure.get_xblock_field(key, "category") == "split",
            keep_descendants=True,
        )


class GateTransformer(BlockStructureTransformer):
    """Takes out what is behind a gate, for those whom the gate concerns."""

    VERSION = 1

    @classmethod
    def name(cls):
        return "gate"

    def transform(self, usage_info, block_structure):
        if usage_info["staff"]:
            return
        if usage_info["day"] > 5:  # the gates are open on the last days
            block_structure.remove_block_if(lambda key: block_structure.get_xblock_field(key, "gate") == "locked")
            return
        block_structure.remove_block_if(lambda key: block_structure.get_xblock_field(key, "gate"))
