"""The shelf of what `impact contracts` can do: one file each."""
