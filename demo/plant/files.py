"""What a plant's folder holds: known without loading what builds it."""

from demo.plant.attendance import FILE as ATTENDANCE_FILE
from demo.plant.line4 import FILE as LINE4_FILE
from demo.plant.line5 import ERP_FILE as LINE5_ERP_FILE
from demo.plant.line5 import FOLDER as LINE5_FOLDER

MES_FILE = "mes.sqlite"
FILES = (
    *("plant.json", "truth.json", "sap.json", MES_FILE, ATTENDANCE_FILE),
    *(LINE4_FILE, LINE5_ERP_FILE, LINE5_FOLDER),
)
