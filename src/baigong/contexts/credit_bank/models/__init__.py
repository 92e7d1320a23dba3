"""Models of credit_bank."""
