"""A service that only the chassis' tests run: it repeats what it hears and counts it."""
