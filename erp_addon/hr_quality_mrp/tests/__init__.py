from . import (
    test_exemption,
    test_gate,
    test_gate_bypass,
    test_measurement,
    test_operation_tie,
    test_trace,
    test_translation,
    test_work_permit,
)
