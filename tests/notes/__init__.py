"""The room of notes: what a draft says, to whom, and what the coach thinks of it."""
