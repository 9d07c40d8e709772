"""How long the recording of a request is still kept, in days left, and why it ends where it does."""

from __future__ import annotations

from desktop.application.requests.views import KeptRecording, RequestView
from desktop.domain.recordings.retention import RetentionState
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.formatting import day, days, local
from desktop.words.recordings.endings import WHY_IT_ENDS


def kept_words(view: RequestView, context: Context) -> str:
    """Return where the recording is from, how long it is kept, and why it ends; "" where none was found."""
    found = view.kept
    if found is None:
        return ""
    because = found.ended_because or ""
    ends = tr(WHY_IT_ENDS[because]) if because in WHY_IT_ENDS else ""
    return "\n".join(line for line in (_how_long(found, context, held=bool(view.holds)), ends) if line)


def _how_long(found: KeptRecording, context: Context, *, held: bool) -> str:
    zone, keeping = context.desk.office.zone, context.desk.keeping
    if found.destroyed_at is not None:
        return tr("Destroyed on {day}.").format(day=day(local(found.destroyed_at, zone).date()))
    source = keeping.source(found.source)
    if source is None:
        unknown = tr("From {source}. The policy for keeping recordings does not name it, so it is kept.")
        return unknown.format(source=found.source)
    left = source.left(found.called_at, context.desk.today(), warn_days=keeping.warn_days)
    over = tr("From {source}. Its retention period ended on {day}.")
    runs = tr("From {source}. Its retention period ends on {day}, in {left}.")
    said = (over if left.state is RetentionState.DUE else runs).format(
        source=found.source, day=day(left.deletes_on), left=days(left.days_left)
    )
    return f"{said} {tr('It is on hold, so it is kept.')}" if held else said
