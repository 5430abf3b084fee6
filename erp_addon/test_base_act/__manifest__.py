{
    "name": "Acts: Tests",
    "summary": "A document with acts of every kind, to test base_act on; not for production",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Quality Loop",
    "license": "LGPL-3",
    "depends": ["base_act", "rpc", "web"],
    "data": [
        "security/ir.model.access.csv",
        "security/test_base_act_document_security.xml",
        "views/test_base_act_document_views.xml",
    ],
}
