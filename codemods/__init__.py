"""Codemods: one idea a file. The runner and its recipes move in with their own issues."""
