"""Who was quicker, and what they did, in one sentence beside what was refused."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from desktop.application.shared.quicker import Quicker
from desktop.domain.log.events import EventKind
from desktop.words import Texts, tr
from desktop.words.events import PLAIN
from desktop.words.formatting import local, moment_beside

SAID: Texts[EventKind] = {
    **PLAIN,
    EventKind.CHECKED_IN: "The person was checked in",
    EventKind.SESSION_CLOSED: "The appointment was closed",
    EventKind.LESSER_CHECK_ALLOWED: "The lesser check was allowed",
    EventKind.LESSER_CHECK_DECLINED: "The lesser check was declined",
}
"""The words for an act: also where the timeline of a review needs facts of the event for it."""


def quicker_words(found: Quicker | None, now: datetime, zone: ZoneInfo) -> str:
    """Return "The request was approved: Demo approver, 2:31pm today, at Desk 2."; nothing where nobody was."""
    if found is None:
        return ""
    by = found.by_name or tr("The directory")
    when = moment_beside(found.at, local(now, zone).date(), zone)
    said = tr("{what}: you did that, {when}, at {desk}.") if found.oneself else tr("{what}: {name}, {when}, at {desk}.")
    return said.format(what=tr(SAID[found.did]), name=by, when=when, desk=found.desk_name)
