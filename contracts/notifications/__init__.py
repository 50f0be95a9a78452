"""What notifications promises: each message reaches each person once."""
