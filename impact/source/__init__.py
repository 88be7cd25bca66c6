"""Python sources as values: what each block and each module level says, and who can tell two versions apart."""
