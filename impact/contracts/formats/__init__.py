"""The shelf of output formats: one file each, that makes a text of a report."""
