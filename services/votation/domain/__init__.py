"""The rules of a votation, its formats and its tallies: plain Python, shared by register, box and verifier."""
