"""What a message is, who is told what, and when a message is not wanted any more."""
