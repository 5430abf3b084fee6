from . import (
    big_integer,
    inspection_record,
    iso_week,
    measurement_file,
    measurement_record,
    record_reading,
)
