"""What schools return on the national data standard and the city's rosters: verdicts, batches, the lake, snapshots of it."""
