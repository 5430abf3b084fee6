from . import hr_quality_add_revision, hr_quality_import, hr_quality_sign
