"""The plugin that pytest loads: its options, and the hooks chosen for the role of the process."""
