"""`context-api`: what a page shows, as a REST API of the project's own sort."""
