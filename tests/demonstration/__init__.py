"""Demonstration data, made by a seeded generator and loaded through the public API, never by SQL."""
