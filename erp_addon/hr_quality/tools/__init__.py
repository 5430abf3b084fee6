from . import big_integer, iso_week, measurement_record
