"""The REST adapter keeps the contract."""

from rest_bench import RestBench

from adapters.conformance import suite

test_conformance = suite(RestBench)
