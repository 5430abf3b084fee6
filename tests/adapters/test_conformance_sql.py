"""The SQL adapter keeps every rule, on a database that only grows and on two that change."""

from adapters.conformance import suite
from demo.benches.mariadb import MariaDbBench
from demo.benches.postgresql import PostgresqlBench
from demo.benches.sqlite import SqliteBench

test_on_sqlite = suite(SqliteBench)
test_on_postgresql = suite(PostgresqlBench)
test_on_mariadb = suite(MariaDbBench)
