"""The people in a student's network, and every time they were in touch."""
