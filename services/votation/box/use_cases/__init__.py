"""What can be done at the box, one verb a file."""
