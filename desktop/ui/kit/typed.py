"""Parsers that turn typed intake fields into use case values. They never correct what was typed."""

from __future__ import annotations

import re
from datetime import datetime, time
from zoneinfo import ZoneInfo

from desktop.domain.requests.request import Call
from desktop.errors import FieldsError
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.field import TextField

_TIME = re.compile(r"(\d{1,2})(?:[:. ]?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)


def read_time(text: str) -> time | None:
    """Return a typed time: "2:30pm", "2.30 pm", "14:30", "9am", "noon"; else None. An hour alone needs am or pm."""
    text = text.strip().lower()
    if text in ("noon", "midday"):
        return time(12)
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").replace(".", "")
    if (half and not 1 <= hour <= 12) or (not half and found[2] is None):
        return None
    hour = hour % 12 + 12 if half == "pm" else hour % 12 if half == "am" else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None


def unreadable(*fields: DateField) -> dict[str, str]:
    """Return a problem for each field that holds something other than a date."""
    return {field.name: "date_unreadable" for field in fields if any(field.typed()) and field.value() is None}


def read_call(on: DateField, at: TextField, number: str, outbound: bool, zone: ZoneInfo) -> Call:
    """Return the call, in the office's own time. Raises FieldsError if day or time is missing."""
    day, hour = on.value(), read_time(at.value())
    if day is None or hour is None:
        problems = {} if day else {on.name: "call_day_missing"}
        missing = "call_time_unreadable" if at.value() else "call_time_missing"
        raise FieldsError(problems | ({} if hour else {at.name: missing}) | unreadable(on))
    return Call(datetime.combine(day, hour, zone), number, outbound)
