"""Running codemods over a tree: which files, one pass over each, in several processes, and the results."""
