{
    "name": "Acts",
    "summary": "Who may do what to a record and when: protected states, audit trail, "
    "separation of people",
    "version": "19.0.1.0.0",
    "category": "Quality Loop",
    "author": "Quality Loop",
    "license": "LGPL-3",
    "depends": ["mail"],
    "data": [
        "security/base_act_groups.xml",
        "security/ir.model.access.csv",
        "data/mail_activity_type_data.xml",
        "wizards/base_act_wizard_views.xml",
        "wizards/base_act_break_glass_views.xml",
        "views/base_act_log_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["base_act/static/src/**/*"],
    },
}
