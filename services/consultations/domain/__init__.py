"""Rules of projects and discussion, in plain Python."""
