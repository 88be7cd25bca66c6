"""The shelf of codemods: one file each."""
