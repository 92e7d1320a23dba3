"""The lake: what was accepted, batch by batch, as immutable Parquet. The current state is the last write per key, minus deletions."""
