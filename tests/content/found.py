"""What one check finds in a small offer."""

from __future__ import annotations

import datetime as dt

from tiny_offer import TODAY, Offer

from bot.content.check import check_content
from bot.content.faults import Fault


def found(offer: Offer, check: str, today: dt.date = TODAY) -> list[Fault]:
    """The faults of the check with this id, in file order."""
    return [fault for fault in check_content(offer.folder, today) if fault.check == check]


def said(offer: Offer, check: str) -> list[tuple[str, int, str]]:
    """The same as file, line and problem."""
    return [(fault.path.as_posix(), fault.line, fault.problem) for fault in found(offer, check)]
