"""What identity tells and hears."""
