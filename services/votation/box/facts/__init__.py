"""What the box tells."""
