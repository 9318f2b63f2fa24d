"""The bot that people talk to: the only part that faces the internet."""
