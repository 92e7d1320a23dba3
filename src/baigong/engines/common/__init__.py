"""Small exact value types that every engine may use. No engine imports another; all may import this."""
