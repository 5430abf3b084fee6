from . import hr_quality_obligation_report
