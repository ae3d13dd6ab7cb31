"""The whole bot in a local chat page: no account, no token."""
