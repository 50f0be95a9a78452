"""What the register tells, and what it hears."""
