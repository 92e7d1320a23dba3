"""Double entry in whole units, blocks that seal it, and proofs anybody can check."""
