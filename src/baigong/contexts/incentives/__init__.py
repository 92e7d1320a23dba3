"""Incentives: integration enterprises, investment, the 30 % credit against surcharges, the package of measures."""
