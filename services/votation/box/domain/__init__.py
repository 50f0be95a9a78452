"""The rules of the box."""
