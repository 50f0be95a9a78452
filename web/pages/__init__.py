"""Pages that are not in an area of their own yet."""
