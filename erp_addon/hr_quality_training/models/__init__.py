from . import (
    hr_department,
    hr_employee,
    hr_quality_assessment,
    hr_quality_assessment_exam,
    hr_quality_assessment_item,
    hr_quality_assessment_open,
    hr_quality_assessment_practical,
    hr_quality_assessment_result,
    hr_quality_assessment_sheet,
    hr_quality_attendance,
    hr_quality_blind,
    hr_quality_course,
    hr_quality_course_assessment,
    hr_quality_course_item,
    hr_quality_course_terms,
    hr_quality_evidence,
    hr_quality_kiosk,
    hr_quality_kiosk_lock,
    hr_quality_kiosk_reading,
    hr_quality_kiosk_session,
    hr_quality_measurement,
    hr_quality_need,
    hr_quality_need_assessment,
    hr_quality_need_answer,
    hr_quality_need_clock,
    hr_quality_need_decision,
    hr_quality_need_escalation,
    hr_quality_need_view,
    hr_quality_need_key_point,
    hr_quality_need_origin,
    hr_quality_need_path,
    hr_quality_need_people,
    hr_quality_need_person,
    hr_quality_need_reopen,
    hr_quality_need_review,
    hr_quality_need_round,
    hr_quality_need_week,
    hr_quality_need_plan,
    hr_quality_participant,
    hr_quality_participant_acts,
    hr_quality_participant_assessment,
    hr_quality_plan,
    hr_quality_plan_acts,
    hr_quality_plan_assessment,
    hr_quality_practical,
    hr_quality_practical_line,
    hr_quality_rule,
    hr_quality_rule_outcome,
    hr_quality_session,
    hr_quality_standard_revision,
    hr_quality_step,
    hr_quality_wrong_answer,
    res_users,
    survey_question,
    survey_user_input,
    survey_user_input_line,
)
from . import res_company
from . import res_config_settings
from . import hr_quality_sector
from . import hr_quality_sector_word
from . import base_act_mixin
from . import base
from . import ir_ui_menu
from . import ir_actions_act_window
from . import hr_quality_difficulty_list
from . import hr_quality_difficulty
from . import hr_quality_difficulty_report
from . import hr_quality_difficulty_answer
from . import hr_quality_need_difficulty
from . import hr_quality_obligation
from . import hr_quality_obligation_due
from . import hr_quality_obligation_keep
from . import hr_quality_obligation_remind
from . import hr_quality_standard_revision_obligation
from . import hr_quality_monthly_plan
from . import hr_quality_monthly_plan_line
from . import hr_quality_plan_screen
from . import hr_quality_plan_draft
from . import hr_quality_plan_publish
from . import hr_quality_plan_tell
from . import hr_quality_plan_change
from . import hr_quality_plan_reminder
from . import hr_quality_plan_reopen
from . import hr_quality_participant_progress
from . import hr_quality_participant_screen
from . import hr_quality_session_acts
from . import hr_quality_monthly_plan_source
from . import hr_quality_monthly_plan_find
from . import hr_quality_monthly_plan_generate
from . import hr_quality_monthly_plan_acts
from . import hr_quality_trace
from . import (
    hr_quality_sampling_plan,
    hr_quality_check,
    hr_quality_check_line,
    hr_quality_check_acts,
    hr_quality_check_point,
    hr_quality_check_training,
    hr_quality_check_failure,
    hr_quality_check_sampling,
    hr_quality_check_escalation,
    hr_quality_check_coverage,
    hr_quality_participant_check,
    hr_quality_need_check,
    hr_quality_effect,
    hr_quality_effect_line,
    hr_quality_effect_acts,
    hr_quality_effect_window,
    hr_quality_effect_control,
    hr_quality_effect_words,
    hr_quality_need_effect,
    hr_quality_responsibility,
    hr_quality_responsibility_acts,
    hr_quality_responsibility_rule,
    hr_quality_course_effect,
    hr_quality_rule_effect,
    res_company_effect,
)
