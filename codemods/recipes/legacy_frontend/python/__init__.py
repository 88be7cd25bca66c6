"""What the Python of a project says of its frontend: views, URL confs, render calls, settings."""
