"""The SAP adapter keeps every rule, against the demo's SAP server over HTTP."""

from adapters.conformance import suite
from demo.benches.sap import SapBench

test_conformance = suite(SapBench)
