"""The shelf of what can be done with maps: one file each."""
