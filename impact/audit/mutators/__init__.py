"""The shelf of mutators: one kind of breakage a file, its name is the kind's."""
