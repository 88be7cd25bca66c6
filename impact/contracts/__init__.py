"""Import contracts: which modules may import which, read from import-linter's configuration and judged on our graph."""
