"""The rules of mentors."""
