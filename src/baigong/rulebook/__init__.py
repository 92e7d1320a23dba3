"""Dated, cited parameters and worked cases in YAML. Data only."""
