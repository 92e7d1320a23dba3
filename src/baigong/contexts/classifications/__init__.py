"""What the codes mean: divisions, programmes, industries, occupations, code sets."""
