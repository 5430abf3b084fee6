from . import hr_quality_library_import
from . import hr_quality_case_study_publish
