"""Pitstop: a Discord bot that keeps OT students' professional networks alive."""
