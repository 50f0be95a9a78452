"""What tests of every service stand on: real servers, throw-away databases, a caller, sent facts."""
