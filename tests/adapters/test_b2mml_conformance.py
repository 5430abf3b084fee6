"""The B2MML adapter keeps the contract."""

from adapters.conformance import suite
from demo.benches.b2mml import B2mmlBench

test_conformance = suite(B2mmlBench)
