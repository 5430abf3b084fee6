{
    "name": "Quality Loop: Course Library",
    "summary": "Ready courses with slides, exam and practical in English and Chinese, and case "
    "studies from past defects",
    "version": "19.0.1.0.0",
    "category": "Quality Loop",
    "author": "Quality Loop",
    "license": "LGPL-3",
    "depends": ["hr_quality_training"],
    "data": [
        "security/ir.model.access.csv",
        "data/hr_quality_case_study_templates.xml",
        "views/hr_quality_library_course_views.xml",
        "views/hr_quality_case_study_views.xml",
        "views/hr_quality_need_views.xml",
        "views/hr_quality_nonconformity_views.xml",
        "views/survey_question_views.xml",
        "views/hr_quality_wrong_answer_views.xml",
        "wizards/hr_quality_library_import_views.xml",
        "wizards/hr_quality_case_study_publish_views.xml",
        "views/hr_quality_library_menus.xml",
        "data/hr_quality_library_course_data.xml",
    ],
}
