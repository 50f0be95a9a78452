"""Follows every link of every page, as each kind of visitor, and says what is broken."""
