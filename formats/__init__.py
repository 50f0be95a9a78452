"""What several programs must write alike, byte for byte: canonical JSON, sealed ballots, receipts, the public board,
days in words. No I/O; `docs/votation-formats.md` says what each format is.
"""
