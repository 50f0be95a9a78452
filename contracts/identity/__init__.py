"""What identity promises: who someone is, and what they may do where."""
