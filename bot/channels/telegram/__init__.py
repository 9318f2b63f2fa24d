"""The Telegram chat: takes what people send to the desk, and delivers what the desk has written for them."""

from bot.channels.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel"]
