"""What depends on what: recording, the impact map, selection and import contracts. Knows nothing of pytest."""
