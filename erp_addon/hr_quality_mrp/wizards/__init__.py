from . import hr_quality_operator
