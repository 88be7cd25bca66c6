"""Coverage's contexts, in and out: records made of a measured suite, and the map as coverage's own data."""
