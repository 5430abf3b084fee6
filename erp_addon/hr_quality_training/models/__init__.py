from . import (
    hr_department,
    hr_quality_evidence,
    hr_quality_measurement,
    hr_quality_need,
    hr_quality_need_person,
    hr_quality_need_week,
    hr_quality_rule,
    hr_quality_rule_outcome,
    res_users,
)
