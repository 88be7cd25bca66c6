"""What a learner is shown of a course."""

from . import access
from .fields import serialized
from .transformers import BlockStructureTransformers
from .tree import DepthTransformer, UmbrellaTransformer

# Who sees what: in this order.
ACCESS_TRANSFORMERS = [
    access.LibraryTransformer(),
    access.VisibilityTransformer(),  # for staff, too
    # a day of grace
    access.StartTransformer(
        grace=1,
    ),
    access.ExamTransformer(),
]


def get_blocks(structure, usage_info, requested=(), depth=None, drafts=True):
    """Return the blocks that are left, each with the fields that were asked for."""
    transformers = BlockStructureTransformers(ACCESS_TRANSFORMERS, usage_info)
    if not drafts:
        transformers += [UmbrellaTransformer()]
    transformers += [DepthTransformer(depth)]
    transformers.collect(structure)
    transformers.transform(structure)
    return serialized(structure, requested)
