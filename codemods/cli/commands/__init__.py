"""The shelf of subcommands: one file each."""
