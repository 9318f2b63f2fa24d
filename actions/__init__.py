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
from actions.interview import ActionAskInterview, ValidateInterviewForm
from actions.menu import ActionMenu
from actions.my_adviser import ActionComeBack, ActionMyAdviser
from actions.my_offer import ActionMyOffer
from actions.small_talk import ActionFallback, ActionOutOfScope, ActionSmallTalk, ActionStartAgain
from actions.team import ActionTeam

__all__ = [
    "ActionAffirm",
    "ActionAnswer",
    "ActionAskContact",
    "ActionAskInterview",
    "ActionAskName",
    "ActionChoose",
    "ActionComeBack",
    "ActionDeny",
    "ActionFallback",
    "ActionFollowUp",
    "ActionHandOff",
    "ActionHuman",
    "ActionInform",
    "ActionMenu",
    "ActionMyAdviser",
    "ActionMyOffer",
    "ActionNotKnown",
    "ActionNotThat",
    "ActionOutOfScope",
    "ActionSafe",
    "ActionSmallTalk",
    "ActionStartAgain",
    "ActionTeam",
    "ActionUrgent",
    "ValidateHandoffForm",
    "ValidateInterviewForm",
]
