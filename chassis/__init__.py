"""What bolts under any service and knows no civic word."""
