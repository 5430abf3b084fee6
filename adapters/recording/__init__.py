"""Records an adapter's traffic with a real system, scrubbed, and replays it as a test.

A recording is a folder: ``cassette.yaml`` (requests and answers), ``recording.yaml`` (adapter,
settings, moment, what was read) and ``expected.json`` (the records that came of it). It holds no
secret and no person's name; what must stay equal stays equal, so that keys still match.
"""

from adapters.recording.make import make
from adapters.recording.recording import Plan, Recording
from adapters.recording.replay import check_replay, replayed
from adapters.recording.rules import ScrubRules
from adapters.recording.tape import RecordingError

__all__ = [
    "Plan",
    "Recording",
    "RecordingError",
    "ScrubRules",
    "check_replay",
    "make",
    "replayed",
]
