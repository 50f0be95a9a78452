"""Outside systems: mail servers; and the neighbours as this service sees them."""
