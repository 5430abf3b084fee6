"""The B2MML adapter keeps the contract."""

from b2mml_bench import B2mmlBench

from adapters.conformance import suite

test_conformance = suite(B2mmlBench)
