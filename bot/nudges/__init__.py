"""When a nudge is due, what state it is in, and how it reaches the student exactly once."""
