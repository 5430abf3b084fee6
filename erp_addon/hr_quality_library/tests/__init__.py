from . import (
    test_adoption,
    test_case_study,
    test_case_study_effect,
    test_concurrency,
    test_content,
    test_course_file,
    test_translation,
)
