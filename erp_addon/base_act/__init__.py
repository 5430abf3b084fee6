from .act import Act, act
from . import models
from . import wizards
