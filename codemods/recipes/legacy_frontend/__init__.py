"""The recipe `legacy-frontend`: pages rendered on the server, counted, redirected, removed."""
