"""The editors, their sign-in, and the history of the content."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "editors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("added", UtcTime(timezone=True), nullable=False),
        sa.Column("removed", UtcTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    for table, begun in (("sign_in_links", "made"), ("editor_sessions", "begun")):
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("editor_id", sa.Integer(), nullable=False),
            sa.Column("digest", sa.String(length=64), nullable=False),
            sa.Column(begun, UtcTime(timezone=True), nullable=False),
            sa.Column("expires", UtcTime(timezone=True), nullable=False),
            sa.Column("ended", UtcTime(timezone=True), nullable=True),
            sa.ForeignKeyConstraint(["editor_id"], ["editors.id"], ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("id"),
            sa.UniqueConstraint("digest"),
        )
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_editor_id"), ["editor_id"], unique=False)
    op.create_table(
        "content_files",
        sa.Column("file", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("seen", UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("file"),
    )
    op.create_table(
        "content_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("file", sa.String(length=300), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("content_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_content_changes_file"), ["file"], unique=False)


def downgrade() -> None:
    """Takes the change back."""
    with op.batch_alter_table("content_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_content_changes_file"))
    op.drop_table("content_changes")
    op.drop_table("content_files")
    for table in ("editor_sessions", "sign_in_links"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{table}_editor_id"))
        op.drop_table(table)
    op.drop_table("editors")
