"""What delivery and the contexts above may use of credit_bank."""
