"""A votation as its organiser and its bureau meet it, from the first draft to the archive."""
