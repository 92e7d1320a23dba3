"""The ledger of credits: postings, their Merkle tree, sealed blocks, proofs that anybody can check, checking of the whole."""
