"""Django views: finding one by its name, and telling what it answers."""
