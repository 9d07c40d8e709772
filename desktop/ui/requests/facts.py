"""What is known of a request, as names and values: shown to the officer and to the approver alike."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from desktop.application.views import RequestView
from desktop.domain.deadline import due_date
from desktop.domain.removal import RemovalReason, public_wording
from desktop.domain.weighing import Ruling
from desktop.ui.context import Context
from desktop.ui.formatting import clock, day, length, moment
from desktop.ui.requests.decided import decided, weighed
from desktop.ui.requests.due_words import due_words, explained
from desktop.ui.widgets.rows_view import Row
from desktop.ui.wording import tr
from desktop.ui.wording.codes import words

REMOVED_COLUMNS = ("Where", "Length", "Voice", "Reason, for us alone", "What the listener is told")
REMOVED_WEIGHTS = (3, 2, 3, 4, 5)
Pairs = list[tuple[str, str]]


def asked_of(view: RequestView, zone: ZoneInfo) -> Pairs:
    """Who asks and why, and how far it has come."""
    row = view.row
    return [
        (tr("Where it stands"), words(row.status)),
        (tr("Kind"), words(row.kind)),
        (tr("Purpose"), words(view.purpose) if view.purpose else ""),
        (tr("Reason given"), view.reason or tr("None given")),
        (tr("Person"), row.shown_name),
        (tr("Date of birth"), day(view.born) if view.born else ""),
        (tr("Address"), view.address),
        (tr("Needs"), ", ".join(view.adjustments)),
        (tr("Copy wanted"), tr("Yes") if view.copy_wanted else tr("No")),
        (tr("Approved until"), day(view.approved_until) if view.approved_until else ""),
        *_decision(view, zone),
    ]


def _decision(view: RequestView, zone: ZoneInfo) -> Pairs:
    """The newest decision and what was weighed; one that gives the copy back is said at the top of the page."""
    found = view.decision
    if found is None or found.ruling not in (Ruling.APPROVE, Ruling.REFUSE):
        return []
    return [(tr("Decision"), decided(found, zone)), (tr("Other people"), weighed(found))]


def call_facts_of(view: RequestView, context: Context) -> Pairs:
    """The call that is asked for, its copy, and the dates."""
    row = view.row
    return [
        *_call(view, context),
        (tr("Received"), day(row.received_on)),
        (tr("Due"), _due(view, context)),
        (tr("Appointments"), "\n".join(moment(at, context.desk.office.zone) for at in view.appointments)),
    ]


def _call(view: RequestView, context: Context) -> Pairs:
    number = view.call_number or tr("not known")
    pairs = [
        (tr("Call"), moment(view.call_at, context.desk.office.zone)),
        (tr("Made to") if view.call_outbound else tr("Made from"), number),
    ]
    if view.call is not None:
        call = view.call
        parts = {0: tr("nothing removed"), 1: tr("1 part removed")}.get(len(call.removed), tr("{n} parts removed"))
        copy = f"{length(call.frames / call.rate)}, {parts.format(n=len(call.removed))}"
        pairs.append((tr("Copy"), copy))
        pairs.append((tr("Prepared by"), view.prepared_by or ""))
    return pairs


def _due(view: RequestView, context: Context) -> str:
    row, desk = view.row, context.desk
    today = desk.clock.now().astimezone(desk.office.zone).date()
    shown = due_words(row.due_on, row.status, today)
    if row.due_on is None:
        return shown
    return f"{shown}\n{explained(due_date(row.received_on, desk.is_holiday))}"


def removed_rows(view: RequestView) -> list[Row]:
    """The removed parts with the internal reason and, apart from it, the public wording."""
    if view.call is None:
        return []
    rate = view.call.rate
    rows = []
    for start, end, channel, code in view.removed_internal:
        reason = RemovalReason(code)
        public, lasts = words(public_wording(reason)), length((end - start) / rate)
        about = f", {public}" if public else ""
        told = tr("part removed{about}, {length}").format(about=about, length=lasts)
        voice = tr("All voices") if channel is None else tr("Channel {n}").format(n=channel + 1)
        where = tr("{start} to {end}").format(start=clock(start / rate), end=clock(end / rate))
        rows.append(Row((start, channel), (where, lasts, voice, words(reason), told)))
    return rows
