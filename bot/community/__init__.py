"""The profession's chats and places, and how to behave there."""
