"""A real Odoo, PostgreSQL and their companions on one machine, for the demo and the tests."""
