"""What scripts refer to."""
