"""Chats, places and etiquette."""
