"""From files to the import graph: finding modules, reading their imports, resolving names, keeping what was learned."""
