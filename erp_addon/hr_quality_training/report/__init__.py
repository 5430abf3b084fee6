from . import hr_quality_check_coverage
from . import hr_quality_monthly_plan_report
from . import hr_quality_obligation_report
from . import hr_quality_training_report
