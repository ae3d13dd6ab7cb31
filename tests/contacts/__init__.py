"""What is kept of people, and who is meant: the rules of `bot.contacts`, without a database."""
