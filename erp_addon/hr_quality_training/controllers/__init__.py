from . import kiosk, kiosk_exam, kiosk_standard, kiosk_training, survey
