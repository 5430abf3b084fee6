from . import (
    hr_quality_source,
    hr_quality_work_center,
    hr_quality_operation,
    hr_quality_operation_skill,
    hr_quality_alias,
    hr_quality_key_point_mixin,
    hr_quality_measurement,
    hr_quality_standard,
    hr_quality_standard_revision,
    hr_quality_qualification,
    hr_employee,
    res_users,
)
