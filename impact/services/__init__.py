"""Services: which hosts and ports tests connect to, and what must be started for some of them."""
