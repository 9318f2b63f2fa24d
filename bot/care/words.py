"""The names of the fixed texts and buttons around a handoff (words/en.yml)."""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


CARE_KEYS = _names(
    """
    care_long care_no_council care_ring_anyone care_names care_names_again care_allegation care_allegation_then
    care_night care_never care_nobody care_chase care_response care_ring care_ring_closed care_away care_away_cover
    care_until care_demo care_demo_short care_which care_no_secret care_secret care_secret_told care_ask
    care_ask_who care_ask_complaint care_ask_complaint_alone care_human care_which_council care_nobody_reads
    care_reach case_contact_kept
    care_done care_done_then care_done_unread care_done_danger case_none case_told case_told_nobody case_what
    case_topic case_no_name case_name case_contact case_contact_only case_not_opened case_opened case_in_contact
    case_chase_again case_cancelled case_cancel_not case_in_touch case_in_touch_good case_not_in_touch
    case_not_yet case_not_yet_then
    case_not_in_touch_then case_not_in_touch_unread case_ask_safe case_safe_to_write case_not_safe_to_write case_gone
    case_seen case_taken case_passed_on case_writing case_chat case_handed_back case_chat_over case_bot_back
    case_sees_danger
    """
)
CARE_CHOICES = _names(
    """
    tell_duty tell_nobody complaints advocacy cancel_case case_status in_touch_yes in_touch_not_yet in_touch_no
    safe_to_write not_safe_to_write bot_back
    """
)
