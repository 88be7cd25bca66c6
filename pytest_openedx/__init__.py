"""The pytest plugin: hooks that read pytest, call impact, and hand the answer back."""
