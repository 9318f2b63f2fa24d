"""The names of the fixed texts and buttons about links and advisers (words/en.yml)."""

from __future__ import annotations

_KEYS = """
    link_done link_done_no_adviser link_already link_wrong link_used link_expired link_too_many link_other_person
    link_kept link_ended link_record record_age record_council my_adviser my_adviser_demo my_adviser_hours
    my_adviser_team_hours my_adviser_now my_adviser_next my_adviser_phone my_adviser_email my_adviser_photo
    my_adviser_away my_adviser_away_until my_adviser_cover my_adviser_cover_phone my_adviser_none
    my_adviser_team_phone my_adviser_not_linked my_adviser_how_to_link come_back_ask come_back_desk
"""
_CHOICES = "link_change link_keep come_back come_back_tell"
PEOPLE_KEYS = frozenset(_KEYS.split())
PEOPLE_CHOICES = frozenset(_CHOICES.split())
