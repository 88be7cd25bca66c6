"""A small platform with a course-block API, as it is before any migration; the tests copy it, migrate it and run both.

It is a package of its own: nothing here imports the tests, and all of its imports are relative.
"""
