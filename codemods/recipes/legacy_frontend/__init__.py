"""The recipe `legacy-frontend`: from pages that a server renders to micro-frontends."""
