"""Adapters: what needs a library that may be absent, or that has ways of its own."""
