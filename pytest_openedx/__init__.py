"""The pytest plugin: it speaks pytest, and asks `impact` what depends on what."""
