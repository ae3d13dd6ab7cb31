"""Meetings: asked for, agreed on, prepared, and thought about afterwards."""
