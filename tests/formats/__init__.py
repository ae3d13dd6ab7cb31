"""Files of people, in and out: `bot.contacts.formats`."""
