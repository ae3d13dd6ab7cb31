"""Backups of the database file: made every night, looked at, thinned out, and put back."""
