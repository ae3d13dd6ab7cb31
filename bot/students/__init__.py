"""Who a student is to the bot: stage, time zone, hours, and whether DMs are welcome."""
