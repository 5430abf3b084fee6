from . import hr_quality_measurement_report
