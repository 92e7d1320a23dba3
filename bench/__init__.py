"""Benchmarks: every figure is a ratio taken inside one run (docs/bench.md)."""
