"""What Alembic runs for each command; the connection is given by ``gateway.warehouse.migrate``."""

from alembic import context

from gateway.warehouse.migrate import is_ours
from gateway.warehouse.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_object=is_ours,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
