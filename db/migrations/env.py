"""Alembic's script for each command. The connection and its transaction are the caller's (`db.schema.migrate`)."""

from __future__ import annotations

from alembic import context

from db.schema import words_index

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata"),
    process_revision_directives=context.config.attributes.get("directives"),
    render_as_batch=True,
    include_name=lambda name, *_: not words_index.is_ours(name),
)
with context.begin_transaction():
    context.run_migrations()
