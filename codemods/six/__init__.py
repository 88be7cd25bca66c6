"""Away from six: what each of its names is in Python 3."""
