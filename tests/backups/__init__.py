"""Backups: which are kept, how they are made, and that one can be put back whatever happens."""
