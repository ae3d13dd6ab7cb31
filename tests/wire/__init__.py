"""The bot over the wire: discord.py's real HTTP and gateway code against a loopback Discord."""
