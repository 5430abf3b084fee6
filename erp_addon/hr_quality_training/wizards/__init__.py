from . import hr_quality_effect_extend
from . import (
    hr_quality_need_answer,
    hr_quality_need_confirm,
    hr_quality_need_review,
    hr_quality_need_submit,
)
from . import hr_quality_report_difficulty
