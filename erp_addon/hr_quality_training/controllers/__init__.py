from . import kiosk, kiosk_difficulty, kiosk_exam, kiosk_standard, kiosk_training, survey
