"""The REST adapter keeps the contract."""

from adapters.conformance import suite
from demo.benches.rest import RestBench

test_conformance = suite(RestBench)
