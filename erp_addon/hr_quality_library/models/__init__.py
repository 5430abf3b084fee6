from . import (
    hr_quality_library_text,
    hr_quality_library_course,
    hr_quality_library_adoption,
    hr_quality_library_piece,
    hr_quality_course,
    survey_question,
    res_lang,
    hr_quality_case_study,
    hr_quality_need,
    hr_quality_nonconformity,
    slide_slide,
    hr_quality_wrong_answer,
)
