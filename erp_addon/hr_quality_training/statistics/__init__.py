"""What a training's effect is worth, in plain Python: no Odoo, nothing that Odoo does not ship.

Importable by path without Odoo; ``tests/statistics`` compares it with statsmodels and scipy.
"""

from .effect import Cell, Effect, measure
from .sample import Estimate, Sample

__all__ = ["Cell", "Effect", "Estimate", "Sample", "measure"]
