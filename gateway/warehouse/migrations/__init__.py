"""Alembic's migrations of the warehouse; ``gateway.warehouse.migrate`` runs them."""
