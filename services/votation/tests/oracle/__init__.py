"""A recount written from docs/votation-formats.md alone: it imports nothing of the suite, and shares no rule with it.

`python -m votation.tests.oracle ARCHIVE` prints the result.json that the archive should hold.
"""
