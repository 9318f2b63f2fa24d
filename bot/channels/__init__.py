"""The channels through which people reach the bot: the web chat and Telegram."""
