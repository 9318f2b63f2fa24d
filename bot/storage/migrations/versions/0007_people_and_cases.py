"""People and advisers, and the handoff as a case with a clock."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:  # noqa: PLR0915 - a list of tables
    """Applies the change."""
    op.create_table(
        "desks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("hours", sa.JSON(), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("council", "kind"),
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("council", "name"),
    )
    op.create_table(
        "advisers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("photo", sa.String(length=200), nullable=True),
        sa.Column("works", sa.JSON(), nullable=True),
        sa.Column("cover_id", sa.Integer(), nullable=True),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("left", sa.Date(), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["cover_id"], ["advisers.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["manager_id"], ["advisers.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("council", "reference"),
    )
    with op.batch_alter_table("advisers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_advisers_council"), ["council"], unique=False)
        batch_op.create_index(batch_op.f("ix_advisers_email"), ["email"], unique=False)

    op.create_table(
        "link_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("link_tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_tries_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_tries_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["adviser_id"], ["advisers.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absences_adviser_id"), ["adviser_id"], unique=False)

    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(timezone=True), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("handoff_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["adviser_id"], ["advisers.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)

    op.create_table(
        "console_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made", UtcTime(timezone=True), nullable=False),
        sa.Column("expires", UtcTime(timezone=True), nullable=False),
        sa.Column("ended", UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["adviser_id"], ["advisers.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    with op.batch_alter_table("console_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_console_links_adviser_id"), ["adviser_id"], unique=False)

    op.create_table(
        "console_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("begun", UtcTime(timezone=True), nullable=False),
        sa.Column("expires", UtcTime(timezone=True), nullable=False),
        sa.Column("ended", UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["adviser_id"], ["advisers.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    with op.batch_alter_table("console_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_console_sessions_adviser_id"), ["adviser_id"], unique=False)

    op.create_table(
        "desk_members",
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["adviser_id"], ["advisers.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["desk_id"], ["desks.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("desk_id", "adviser_id"),
    )
    op.create_table(
        "persons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("first_name", sa.String(length=60), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=True),
        sa.Column("social_worker_id", sa.Integer(), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["adviser_id"], ["advisers.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["social_worker_id"], ["advisers.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("council", "reference"),
    )
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_persons_adviser_id"), ["adviser_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_persons_social_worker_id"), ["social_worker_id"], unique=False)

    op.create_table(
        "routes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=True),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.Column("shows_words", sa.Boolean(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=True),
        sa.Column("tested", UtcTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["adviser_id"], ["advisers.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["desk_id"], ["desks.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("routes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_routes_adviser_id"), ["adviser_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_routes_desk_id"), ["desk_id"], unique=False)

    op.create_table(
        "link_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made", UtcTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("expires", UtcTime(timezone=True), nullable=False),
        sa.Column("used", UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    with op.batch_alter_table("link_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_codes_person_id"), ["person_id"], unique=False)

    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("made", UtcTime(timezone=True), nullable=False),
        sa.Column("ended", UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_links_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_links_person_id"), ["person_id"], unique=False)

    op.create_table(
        "handoff_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["adviser_id"], ["advisers.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoffs.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("handoff_id", "key"),
    )
    with op.batch_alter_table("handoff_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handoff_events_handoff_id"), ["handoff_id"], unique=False)

    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("adviser_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("desk_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("route_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("why", sa.String(length=24), nullable=False, server_default="first"))
        batch_op.add_column(sa.Column("key", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("made", UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("sent", UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("fault", sa.String(length=200), nullable=True))
        batch_op.create_unique_constraint("alerts_key", ["key"])
        batch_op.create_foreign_key("alerts_adviser_id", "advisers", ["adviser_id"], ["id"], ondelete="CASCADE")
        batch_op.create_foreign_key("alerts_desk_id", "desks", ["desk_id"], ["id"], ondelete="CASCADE")
        batch_op.create_foreign_key("alerts_route_id", "routes", ["route_id"], ["id"], ondelete="SET NULL")

    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("safe_asked", UtcTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_conversations_safe_asked"), ["safe_asked"], unique=False)

    with op.batch_alter_table("handoffs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("kind", sa.String(length=16), nullable=False, server_default="human"))
        batch_op.add_column(sa.Column("state", sa.String(length=16), nullable=False, server_default="open"))
        batch_op.add_column(sa.Column("track", sa.String(length=16), nullable=False, server_default="sensitive"))
        batch_op.add_column(sa.Column("night_at", UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("step", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("due", UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("counted_from", UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("not_told", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("holder_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("chat_with_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("chat_until", UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("contacted", UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("asked", UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("safe_to_write", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("promise", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("closed", UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("outcome", sa.String(length=40), nullable=True))
        batch_op.create_index(batch_op.f("ix_handoffs_chat_until"), ["chat_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_handoffs_due"), ["due"], unique=False)
        batch_op.create_index(batch_op.f("ix_handoffs_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handoffs_state"), ["state"], unique=False)
        batch_op.create_foreign_key("handoffs_person_id", "persons", ["person_id"], ["id"], ondelete="SET NULL")
        batch_op.create_foreign_key("handoffs_chat_with_id", "advisers", ["chat_with_id"], ["id"], ondelete="SET NULL")
        batch_op.create_foreign_key("handoffs_holder_id", "advisers", ["holder_id"], ["id"], ondelete="SET NULL")

    with op.batch_alter_table("outbound_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signed", sa.String(length=80), nullable=True))


def downgrade() -> None:  # noqa: PLR0915 - a list of tables
    """Takes the change back."""
    with op.batch_alter_table("outbound_messages", schema=None) as batch_op:
        batch_op.drop_column("signed")

    with op.batch_alter_table("handoffs", schema=None) as batch_op:
        batch_op.drop_constraint("handoffs_person_id", type_="foreignkey")
        batch_op.drop_constraint("handoffs_chat_with_id", type_="foreignkey")
        batch_op.drop_constraint("handoffs_holder_id", type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_handoffs_state"))
        batch_op.drop_index(batch_op.f("ix_handoffs_person_id"))
        batch_op.drop_index(batch_op.f("ix_handoffs_due"))
        batch_op.drop_index(batch_op.f("ix_handoffs_chat_until"))
        batch_op.drop_column("outcome")
        batch_op.drop_column("closed")
        batch_op.drop_column("promise")
        batch_op.drop_column("safe_to_write")
        batch_op.drop_column("asked")
        batch_op.drop_column("contacted")
        batch_op.drop_column("chat_until")
        batch_op.drop_column("chat_with_id")
        batch_op.drop_column("holder_id")
        batch_op.drop_column("not_told")
        batch_op.drop_column("counted_from")
        batch_op.drop_column("due")
        batch_op.drop_column("step")
        batch_op.drop_column("night_at")
        batch_op.drop_column("track")
        batch_op.drop_column("state")
        batch_op.drop_column("kind")
        batch_op.drop_column("person_id")

    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversations_safe_asked"))
        batch_op.drop_column("safe_asked")

    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.drop_constraint("alerts_key", type_="unique")
        batch_op.drop_constraint("alerts_adviser_id", type_="foreignkey")
        batch_op.drop_constraint("alerts_desk_id", type_="foreignkey")
        batch_op.drop_constraint("alerts_route_id", type_="foreignkey")
        batch_op.drop_column("fault")
        batch_op.drop_column("sent")
        batch_op.drop_column("made")
        batch_op.drop_column("key")
        batch_op.drop_column("why")
        batch_op.drop_column("route_id")
        batch_op.drop_column("desk_id")
        batch_op.drop_column("adviser_id")

    with op.batch_alter_table("handoff_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handoff_events_handoff_id"))

    op.drop_table("handoff_events")
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_links_person_id"))
        batch_op.drop_index(batch_op.f("ix_links_conversation_id"))

    op.drop_table("links")
    with op.batch_alter_table("link_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_codes_person_id"))

    op.drop_table("link_codes")
    with op.batch_alter_table("routes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_routes_desk_id"))
        batch_op.drop_index(batch_op.f("ix_routes_adviser_id"))

    op.drop_table("routes")
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_persons_social_worker_id"))
        batch_op.drop_index(batch_op.f("ix_persons_adviser_id"))

    op.drop_table("persons")
    op.drop_table("desk_members")
    with op.batch_alter_table("console_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_console_sessions_adviser_id"))

    op.drop_table("console_sessions")
    with op.batch_alter_table("console_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_console_links_adviser_id"))

    op.drop_table("console_links")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_at"))

    op.drop_table("audit")
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absences_adviser_id"))

    op.drop_table("absences")
    with op.batch_alter_table("link_tries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_tries_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_link_tries_at"))

    op.drop_table("link_tries")
    with op.batch_alter_table("advisers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_advisers_email"))
        batch_op.drop_index(batch_op.f("ix_advisers_council"))

    op.drop_table("advisers")
    op.drop_table("teams")
    op.drop_table("desks")
