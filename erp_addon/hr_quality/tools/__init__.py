from . import big_integer, iso_week, measurement_file, measurement_record
