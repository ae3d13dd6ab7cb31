"""The rules of privacy, without a database."""
