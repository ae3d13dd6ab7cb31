"""Measurements of the bot on this machine, each beside its limit."""
