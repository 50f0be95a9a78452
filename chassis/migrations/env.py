"""Runs one history of migrations (the chassis' own, or a service's) on the connection it is handed."""

from alembic import context

configuration = context.config
connection = configuration.attributes["connection"]
context.configure(
    connection=connection,
    version_table=configuration.attributes["version_table"],
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
