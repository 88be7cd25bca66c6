"""Renaming modules and what is in them: imports, the names that they bind, and strings that hold a path."""
