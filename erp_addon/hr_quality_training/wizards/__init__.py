from . import (
    hr_quality_check_entry,
    hr_quality_course_upload,
    hr_quality_effect_extend,
    hr_quality_monthly_plan,
    hr_quality_need_answer,
    hr_quality_need_confirm,
    hr_quality_need_review,
    hr_quality_need_submit,
    hr_quality_plan_change,
    hr_quality_report_difficulty,
    hr_quality_responsibility_name,
    hr_quality_session_move,
)
