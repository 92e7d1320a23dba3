"""Papers and workbooks of incentives."""
