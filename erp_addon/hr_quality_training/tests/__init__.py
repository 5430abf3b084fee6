from . import (
    test_attacks,
    test_concurrency,
    test_look_alikes,
    test_need,
    test_plan_attacks,
    test_query_count,
    test_rule,
    test_security,
    test_need_clock,
    test_need_form,
    test_need_review,
    test_submission,
    test_assessment,
    test_assessment_attacks,
    test_assessment_blind,
    test_score_sheet,
)
from . import test_difficulty
from . import test_obligation
from . import test_sector
from . import test_monthly_attacks
