"""Production and quality facts in PostgreSQL: tables, migrations, ingest and queries."""
