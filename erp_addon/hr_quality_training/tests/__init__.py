from . import (
    test_attacks,
    test_concurrency,
    test_look_alikes,
    test_need,
    test_course_upload,
    test_plan_at_once,
    test_plan_attacks,
    test_plan_draft,
    test_plan_learning,
    test_plan_publish,
    test_plan_queries,
    test_plan_security,
    test_query_count,
    test_rule,
    test_security,
    test_need_clock,
    test_need_form,
    test_need_review,
    test_submission,
    test_assessment,
    test_assessment_at_once,
    test_assessment_attacks,
    test_assessment_blind,
    test_kiosk,
    test_kiosk_attacks,
    test_score_sheet,
)
from . import test_difficulty
from . import test_obligation
from . import test_sector
from . import test_monthly_attacks
from . import test_planning
from . import test_monthly_plan
from . import test_difficulty_at_once
from . import test_trace
from . import (
    test_check,
    test_check_at_once,
    test_check_sampling,
    test_effect,
    test_effect_attacks,
    test_responsibility,
)
