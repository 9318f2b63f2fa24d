"""Tells the council's staff that a young person needs them: by e-mail, Telegram, Teams or Slack, and the console."""

from bot.alerts.delivery import AlertDelivery

__all__ = ["AlertDelivery"]
