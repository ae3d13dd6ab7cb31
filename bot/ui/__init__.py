"""Cards, buttons and sentences: everything that a student sees, and the texts on it."""
