"""Rasa's custom actions: they look the answer up in the content and say what becomes of the message.

They need no database: what is known of the person comes with each message, and what changes goes back with the reply.
"""

from actions.answers import ActionAnswer, ActionChoose, ActionFollowUp, ActionInform, ActionNotKnown, ActionNotThat
from actions.handoff import (
    ActionAffirm,
    ActionAskContact,
    ActionAskName,
    ActionDeny,
    ActionHandOff,
    ActionHuman,
    ActionSafe,
    ActionUrgent,
    ValidateHandoffForm,
)
from actions.small_talk import ActionFallback, ActionMenu, ActionOutOfScope, ActionSmallTalk, ActionStartAgain

__all__ = [
    "ActionAffirm",
    "ActionAnswer",
    "ActionAskContact",
    "ActionAskName",
    "ActionChoose",
    "ActionDeny",
    "ActionFallback",
    "ActionFollowUp",
    "ActionHandOff",
    "ActionHuman",
    "ActionInform",
    "ActionMenu",
    "ActionNotKnown",
    "ActionNotThat",
    "ActionOutOfScope",
    "ActionSafe",
    "ActionSmallTalk",
    "ActionStartAgain",
    "ActionUrgent",
    "ValidateHandoffForm",
]
