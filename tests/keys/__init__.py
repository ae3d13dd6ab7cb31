"""Encryption at rest: what lies on the disk, and how keys are changed."""
