"""Alerts to a Teams or Slack channel (or one that takes the same form, such as Mattermost)."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.alerts.writing import Written
from bot.handoff.alert import DueAlert, NotTaken

SECONDS = 10.0
_GONE = (400, 401, 403, 404, 405, 410)
_TEAMS, _SLACK = "teams", "slack"


class BadWebhook(ValueError):
    """An address that cannot be a webhook; the message says what it must look like."""


class WebhookCarrier:
    """Posts alerts to a channel's address.

    An address may begin with `teams:` or `slack:`; else hooks.slack.com gets Slack's form, and the rest Teams'.
    """

    async def carry(self, due: DueAlert, written: Written) -> None:
        """Posts an alert."""
        await self._post(due.address, written.subject, written.text, written.address, f"alert-{due.id}")

    async def test(self, address: str, words: str | None, subject: str) -> None:
        """Posts a line: a channel cannot be tested in silence."""
        await self._post(address, subject, words or subject, None, None)

    async def _post(self, given: str, subject: str, text: str, link: str | None, key: str | None) -> None:
        try:
            form, url = read_webhook(given)
        except BadWebhook as bad:
            raise NotTaken(str(bad), refused=True) from None
        body = slack_message(subject, text) if form == _SLACK else teams_message(subject, text, link)
        headers = {"Idempotency-Key": key} if key else {}
        try:
            async with httpx.AsyncClient(timeout=SECONDS, trust_env=not _loopback(url)) as client:
                answer = await client.post(url, json=body, headers=headers)
        except httpx.HTTPError as error:
            raise NotTaken(f"the channel cannot be reached ({type(error).__name__})") from None
        if not answer.is_success:
            wait = answer.headers.get("Retry-After", "")
            raise NotTaken(
                f"the channel answered {answer.status_code}",
                refused=answer.status_code in _GONE,
                wait=min(float(wait), 600.0) if wait.isdigit() else None,
            )


def read_webhook(address: str) -> tuple[str, str]:
    """The form and the URL of a webhook address; raises BadWebhook."""
    form, _, rest = address.strip().partition(":")
    named, url = (form.lower(), rest) if form.lower() in (_TEAMS, _SLACK) else (None, address.strip())
    parts = urlsplit(url)
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and _loopback(url))):
        raise BadWebhook("The address of a channel must begin with https://, or with teams:https:// or slack:https://.")
    return named or (_SLACK if parts.hostname.endswith("slack.com") else _TEAMS), url


def slack_message(subject: str, text: str) -> dict[str, Any]:
    """A message in Slack's form; nothing in it is read as markup."""
    plain = {"type": "plain_text", "text": text[:2900], "emoji": False}
    header = {"type": "plain_text", "text": subject[:140], "emoji": False}
    return {
        "text": subject.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        "blocks": [{"type": "header", "text": header}, {"type": "section", "text": plain}],
    }


def teams_message(subject: str, text: str, link: str | None) -> dict[str, Any]:
    """An Adaptive Card, as the workflows of Teams take it; its runs of text are never read as markup."""
    lines = [line for line in text.splitlines() if line.strip()]
    rich = [{"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": line}]} for line in lines]
    title = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": subject, "weight": "Bolder"}]}
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [title, *rich],
    }
    if link:
        card["actions"] = [{"type": "Action.OpenUrl", "title": "Open the console", "url": link}]
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
