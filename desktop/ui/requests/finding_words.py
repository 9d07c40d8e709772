"""The words for a request's search: its scope, its results, and what happened to a call that is missing."""

from __future__ import annotations

from datetime import timedelta

from desktop.application.ports.desk import Desk
from desktop.application.recordings.finding import MOST, FindView, FoundRow
from desktop.domain.recordings.finding import Left, SearchedSystem, Step, names_a_number
from desktop.domain.requests.request import WITHHELD, Call
from desktop.ui.kit.widgets.choice_field import Choice
from desktop.words import counted, tr
from desktop.words.codes import and_list
from desktop.words.formatting import day, days, length, local, moment, months, time_of_day, weekday_and_day
from desktop.words.shared.telephone import number_words


def looked_for(view: FindView, desk: Desk) -> str:
    """Return "Calls from 01632 960733 on Tuesday 3 November 2026, between 2:00pm and 3:00pm." """
    return tr("{calls} {when}.").format(calls=_calls(view.call, desk), when=_when(view, desk))


def _calls(call: Call, desk: Desk) -> str:
    if call.number == WITHHELD:
        return tr("Calls from a withheld number")
    if not names_a_number(call):
        return tr("Calls we made to any number") if call.outbound else tr("Calls from any number")
    words = tr("Calls we made to {number}") if call.outbound else tr("Calls from {number}")
    return words.format(number=number_words(call.number, desk))


def _when(view: FindView, desk: Desk) -> str:
    zone = desk.office.zone
    start, end = local(view.within.start, zone), local(view.within.end, zone)
    if view.step is Step.HALF_HOUR:
        first, last = time_of_day(start, zone), time_of_day(end, zone)
        on = weekday_and_day(local(view.call.at, zone).date())
        return tr("on {day}, between {first} and {last}").format(day=on, first=first, last=last)
    first_day, last_day = start.date(), (end - timedelta(microseconds=1)).date()
    if first_day == last_day:
        return tr("on {day}").format(day=weekday_and_day(first_day))
    return tr("from {first} to {last}").format(first=weekday_and_day(first_day), last=weekday_and_day(last_day))


def about_search(view: FindView) -> str:
    """Say what the search cannot do, where it matters."""
    return " ".join(told for told in (_beyond(view), _unread(view)) if told)


def _unread(view: FindView) -> str:
    if view.unread == 0:
        return ""
    said = counted(
        view.unread,
        "1 recording from that time has a telephone number that cannot be read, so searches do not find it.",
        "{n} recordings from that time have telephone numbers that cannot be read, so searches do not find them.",
    )
    return f"{said} {tr('If the call may be among them, import its file on its own and type the number.')}"


def _beyond(view: FindView) -> str:
    if view.too_many:
        return tr(
            "Some are not shown: more than {n} differ only in their time. Ask the person for a closer "
            "time, or for the number."
        ).format(n=MOST)
    if view.wider is None and not names_a_number(view.call):
        return tr("Without a number, the search covers only the day of the call. Ask for the number, and for the time.")
    return ""


def choice_of(row: FoundRow, view: FindView, desk: Desk) -> Choice:
    """Return a choice: when and how long, with the rest below."""
    told = [_direction(row.outbound), tr("from {source}").format(source=row.source)]
    if names_a_number(view.call) and not row.same_number:
        told.append(tr("no number"))
    if row.asked_for:
        told.append(tr("also part of another request"))
    when = tr("{moment}, {length}").format(moment=moment(row.call_at, desk.office.zone), length=length(row.seconds))
    return Choice(row.id, when, ", ".join(told))


def _direction(outbound: bool) -> str:
    return tr("We rang them") if outbound else tr("They rang us")


def why_not_there(system: SearchedSystem) -> str:
    """Say what happened to the call in that telephone system: "Kept for 6 months from the date of the call. ..." """
    kept = tr("{source}: kept for {period} from the date of the call.").format(
        source=system.source, period=_period(system)
    )
    if system.left is Left.MAY_BE_THERE:
        return f"{kept} " + tr("If the call was recorded, it may still be in the telephone system.")
    assert system.since is not None
    if system.left is Left.PERIOD_OVER:
        return f"{kept} " + tr("That ended on {day}.").format(day=day(system.since))
    said = tr("The telephone system deletes after {period}: for this call, on {day}. It was not imported before then.")
    return f"{kept} " + said.format(period=days(system.system_days or 0), day=day(system.since))


def _period(system: SearchedSystem) -> str:
    period = system.period
    parts = (months(period.months) if period.months else "", days(period.days) if period.days else "")
    return and_list([each for each in parts if each])
