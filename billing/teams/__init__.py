"""People who share an account."""
