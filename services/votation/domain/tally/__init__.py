"""Tallies of grouped ballots: the same whatever their order and grouping, and weight w is w copies."""
