"""Whatever somebody types, presses or sends: an answer each time, and nobody else's words in it."""
