"""How good the returned data are: declared rules (``rules.yaml``) and what they find. A finding informs; it blocks nobody."""
