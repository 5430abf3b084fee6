from . import base_act_wizard
from . import base_act_break_glass
