"""What can be done at the register, one verb a file."""
