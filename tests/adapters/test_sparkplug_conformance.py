"""The Sparkplug adapter keeps the contract."""

from adapters.conformance import suite
from demo.benches.sparkplug import SparkplugBench

test_conformance = suite(SparkplugBench)
