"""Outside systems: the typesetter of the minutes."""
