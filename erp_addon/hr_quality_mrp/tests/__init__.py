from . import test_gate, test_measurement, test_operation_tie, test_translation, test_work_permit
