"""Sessions as an iCalendar file, which any calendar takes in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import vobject
from vobject.icalendar import utc


@dataclass(frozen=True)
class Meeting:
    """One session, in UTC without a zone, as Odoo keeps times."""

    uid: str
    """The same for every edition of this session, so that a later one replaces it."""
    edition: int
    """Counts up with every change."""
    starts: datetime
    ends: datetime
    title: str
    place: str = ""
    note: str = ""
    is_cancelled: bool = False


def icalendar(meetings: Iterable[Meeting], now: datetime) -> bytes:
    """The meetings as an iCalendar file (RFC 5545), in UTC.

    :param now: when the file is made, in UTC without a zone
    """
    calendar = vobject.iCalendar()
    calendar.add("method").value = "PUBLISH"
    for meeting in meetings:
        event = calendar.add("vevent")
        event.add("uid").value = meeting.uid
        event.add("sequence").value = str(meeting.edition)
        event.add("dtstamp").value = now.replace(tzinfo=utc)
        event.add("dtstart").value = meeting.starts.replace(tzinfo=utc)
        event.add("dtend").value = meeting.ends.replace(tzinfo=utc)
        event.add("summary").value = meeting.title
        event.add("status").value = "CANCELLED" if meeting.is_cancelled else "CONFIRMED"
        if meeting.place:
            event.add("location").value = meeting.place
        if meeting.note:
            event.add("description").value = meeting.note
    return calendar.serialize().encode()
