"""The endings of interviews. Each module registers its own; `ENDINGS` is what actions/interview.py looks into."""

from actions.endings import entitlement as entitlement
from actions.endings import letter as letter
from actions.endings import suggestion as suggestion
from actions.endings.registry import ENDINGS, EndingOf, ending

__all__ = ["ENDINGS", "EndingOf", "ending"]
