from . import hr_quality_effect_extend
