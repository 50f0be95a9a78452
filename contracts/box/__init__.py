"""What the ballot box promises: sealed ballots, a public board, a count; never an elector."""
