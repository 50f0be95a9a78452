"""Checks a votation's archive with nothing but the archive: no database, no network, no trust in who made it.

`python -m votation.verifier ARCHIVE [--receipt FILE]`. It imports the votation's domain, the standard library and
PyNaCl, and whatever it is given it ends with a line per check.
"""
