"""The impact map: what each test rested on when it last ran, in one SQLite file."""
