"""What people say should change, and the e-mails that tell the council's participation officer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_LINK = "fk_alerts_suggestion_id_suggestions"


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "suggestions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("council", sa.String(length=64), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=True),
        sa.Column("may_answer", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("written", UtcTime(timezone=True), nullable=False),
        sa.Column("passed_on", UtcTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.String(length=60), nullable=True),
        sa.Column("answered", UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("suggestions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggestions_conversation_id"), ["conversation_id"], unique=False)

    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.alter_column("handoff_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("suggestion_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(_LINK, "suggestions", ["suggestion_id"], ["id"], ondelete="CASCADE")


def downgrade() -> None:
    """Takes the change back."""
    op.execute("DELETE FROM alerts WHERE handoff_id IS NULL")
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.drop_constraint(_LINK, type_="foreignkey")
        batch_op.drop_column("suggestion_id")
        batch_op.alter_column("handoff_id", existing_type=sa.Integer(), nullable=False)

    with op.batch_alter_table("suggestions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_suggestions_conversation_id"))

    op.drop_table("suggestions")
