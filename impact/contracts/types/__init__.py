"""The shelf of contract types: one file each, that tells which options it takes and which bans it comes down to."""
