"""The recipe `legacy-frontend`: from pages rendered on the server to micro-frontends, by inventory, redirect and removal."""
