"""The bot is killed again and again while it delivers; nothing may be lost and nothing come twice."""
