"""All SQL of the box."""
