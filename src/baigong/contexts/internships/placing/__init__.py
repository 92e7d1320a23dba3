"""What lies between the rounds and the engine that places: asking it, keeping question and answer, saying what came out."""
