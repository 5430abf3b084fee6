from . import (
    test_access,
    test_alias,
    test_concurrency,
    test_identity,
    test_import,
    test_measurement_record,
    test_operation,
    test_qualification,
    test_record_batch,
    test_report,
    test_standard,
    test_translation,
)
