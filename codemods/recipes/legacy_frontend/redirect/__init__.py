"""`mfe-redirect`: sending the visitors of a view to a micro-frontend, first behind a toggle, then for good."""
