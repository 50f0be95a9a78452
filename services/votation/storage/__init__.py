"""All SQL of the register."""
