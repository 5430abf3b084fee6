"""The welding story: from 8 % to 3 %, every step by another person and through his own door.

``play`` tells it on a running Odoo: people call its acts over JSON-2 with their own keys, operators
learn and are examined at the kiosk with badge and PIN. Nothing is written round the acts.
"""

from demo.story.play import STEPS, play
from demo.story.scene import first_day
from demo.story.stage import Stage
from demo.story.taking_over import take_over

__all__ = ["STEPS", "Stage", "first_day", "play", "take_over"]
