from . import (
    hr_quality_add_revision,
    hr_quality_add_revision_point,
    hr_quality_ask_exemption,
    hr_quality_decide,
    hr_quality_enter_inspection,
    hr_quality_import,
    hr_quality_import_inspection,
    hr_quality_recognise,
    hr_quality_sign,
)
