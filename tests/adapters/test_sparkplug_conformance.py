"""The Sparkplug adapter keeps the contract."""

from sparkplug_bench import SparkplugBench

from adapters.conformance import suite

test_conformance = suite(SparkplugBench)
