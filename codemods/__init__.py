"""Codemods: one idea a file, run over a tree in one pass, with edits that leave every other byte alone."""
