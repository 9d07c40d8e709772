"""The rows of a policy in plain words, with those that can be changed by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from desktop.domain.office.policy import (
    AnswerTexts,
    Contact,
    DirectoryGroup,
    Holiday,
    OfficePolicy,
    Opening,
    Welsh,
)
from desktop.domain.office.policy_changes import DAYS
from desktop.domain.office.throttle import ThrottleRules
from desktop.domain.recordings.keeping import KeepingPolicy, Source
from desktop.domain.recordings.sources import Names
from desktop.domain.sessions.id_policy import AddressShown, Asks, Combination, DocumentKind, IdPolicy, Instead
from desktop.words import Texts, counted, tr
from desktop.words.codes import and_list
from desktop.words.codes.policies import OF, roles_words, weekday_of
from desktop.words.codes.recordings import form_words
from desktop.words.formatting import day, days, from_hour_to_hour, months

At = tuple[str | int, ...]


@dataclass(frozen=True)
class PolicyRow:
    """A row. `at`: where its number stands in the text; empty where it has none that is changed by itself.

    `part`: what else is changed by itself, which is OPENING, CONTACT, REGULATOR, HELPLINES, ANSWER, ANSWER_WELSH,
    IN_WELSH, NAME, ZONE, INTERNAL, ASSESSMENT, TABLE, or GROUPS (one more); "" for nothing. `of`: the document, what is
    enough, the telephone system, the holiday, or the directory's group; `of_staff`: for internal access.
    """

    what: str
    now: str
    at: At = ()
    number: int = 0
    part: str = ""
    of: DocumentKind | Combination | Source | Holiday | DirectoryGroup | None = None
    of_staff: bool = False

    @property
    def can_change(self) -> bool:
        """Whether it is changed by itself."""
        return bool(self.at or self.part or self.of)


OPENING, CONTACT, REGULATOR, HELPLINES = "opening", "contact", "regulator", "helplines"
ANSWER, ANSWER_WELSH, IN_WELSH = "answer", "answer_welsh", "welsh"
NAME, ZONE, INTERNAL, ASSESSMENT, TABLE = "name", "zone", "internal", "estate_assessment", "table"
GROUPS = "directory_groups"
ADDRESS: Texts[AddressShown] = {
    AddressShown.YES: "shows the current address",
    AddressShown.NO: "shows no address",
    AddressShown.ASK: "may show the current address",
}


NAMES: Texts[Names] = {
    Names.FREEPBX: "FreePBX or Asterisk",
    Names.AMAZON_CONNECT: "Amazon Connect",
    Names.OREKA: "Oreka",
    Names.VERBA: "Verba",
    Names.THREE_CX: "3CX",
    Names.RINGCENTRAL: "RingCentral",
    Names.ANY: "Another, or nobody knows: all are tried",
}

INSTEAD: Texts[Instead] = {
    Instead.IN_DATE_DOCUMENT: "One that is in date",
    Instead.NEWER_ISSUE: "A newer one",
    Instead.ANOTHER_KIND: "Another kind of document",
    Instead.CURRENT_ADDRESS_DOCUMENT: "One with the current address",
    Instead.NAME_CHANGE_EVIDENCE: "Evidence of the change of name",
    Instead.EVISA: "Their eVisa",
    Instead.SHARE_CODE: "A share code",
    Instead.READ_DATE_AGAIN: "To read the date again",
    Instead.SUPERVISOR: "To ask a supervisor",
}
"""The alternatives to a document that is out of date."""

CHANNELS: Texts[int] = {0: "The left one", 1: "The right one"}
"""The channel of a stereo recording that is the member of staff."""

WELSH: Texts[Welsh] = {
    Welsh.NO: "None are written.",
    Welsh.OFFERED: "For whoever wants it.",
    Welsh.IN_WALES: "For whoever wants it, and in both languages where nobody knows which one.",
}


def rows_of(policy: IdPolicy | OfficePolicy | KeepingPolicy) -> tuple[PolicyRow, ...]:
    """Return what that policy says."""
    if isinstance(policy, IdPolicy):
        return tuple(_identity(policy))
    return tuple(_office(policy) if isinstance(policy, OfficePolicy) else _keeping(policy))


def _identity(policy: IdPolicy) -> Iterator[PolicyRow]:
    for combination in policy.combinations:
        what = tr("Enough: {groups}").format(groups=" + ".join(combination.groups))
        yield PolicyRow(what, enough(combination), of=combination)
    if policy.internal is not None:
        for combination in policy.internal.combinations:
            own = tr("Enough from people of the office: {groups}").format(groups=" + ".join(combination.groups))
            yield PolicyRow(own, enough(combination), of=combination, of_staff=True)
    coming_back = tr("Coming back to finish needs only the short check for")
    yield PolicyRow(coming_back, days(policy.resume_days), ("resume_days",), policy.resume_days)
    for kind in policy.kinds:
        yield PolicyRow(kind.name, _kind(kind), of=kind)
    rules = tr("Rules of their own") if policy.internal is not None else tr("The same as everybody else")
    yield PolicyRow(tr("People of the office who listen show"), rules, part=INTERNAL)
    inside = () if policy.internal is None else policy.internal.kinds
    for kind in (kind for kind in inside if policy.kind(kind.code) is None):
        yield PolicyRow(kind.name, _kind(kind), of=kind, of_staff=True)
    yield PolicyRow(tr("What this policy is called"), policy.name, part=NAME)


def enough(combination: Combination) -> str:
    """Return the groups, and what they show between them."""
    groups = " + ".join(combination.groups)
    asked = (tr("a photo"), combination.photo), (tr("the address"), combination.address)
    shown = [name for name, is_asked in asked if is_asked]
    return tr("{groups}, with {shown}").format(groups=groups, shown=and_list(shown)) if shown else groups


def _kind(kind: DocumentKind) -> str:
    said = [tr("Group {group}").format(group=kind.group), tr(ADDRESS[kind.address])]
    if kind.photo:
        said.append(tr("has a photo"))
    if kind.max_age_months is not None:
        said.append(tr("{months} old at most").format(months=months(kind.max_age_months)))
    elif kind.asks is Asks.EXPIRY and kind.grace_months:
        said.append(tr("{months} after it expired").format(months=months(kind.grace_months)))
    elif kind.asks is Asks.EXPIRY:
        said.append(tr("in date"))
    if kind.has_mrz:
        said.append(tr("its machine-readable lines are checked"))
    if kind.has_licence_number:
        said.append(tr("its number is checked"))
    if kind.seen_through is not None:
        said.append(tr("opened by staff with a share code"))
    if kind.ended_on is not None:
        said.append(tr("until {day}").format(day=day(kind.ended_on)))
    return ", ".join(said)


def _office(policy: OfficePolicy) -> Iterator[PolicyRow]:
    yield PolicyRow(tr("Opening hours"), _week(policy.opening), part=OPENING)
    for holiday in policy.holidays:
        yield PolicyRow(
            tr("Holiday by hand"), tr("{day}: {name}").format(day=day(holiday.day), name=holiday.name), of=holiday
        )
    known = policy.holidays_announced_through
    yield PolicyRow(tr("Public holidays are known up to"), str(known), ("holidays_announced_through",), known)
    for what, key, number, now in (
        (tr("A PC that nobody uses locks after"), "idle_lock_minutes", policy.idle_lock_minutes, _minutes),
        (tr("The supervisor sees an ID step shorter than"), "short_id_seconds", policy.short_id_seconds, _seconds),
        (tr("A session is signed off within"), "sign_off_working_days", policy.sign_off_working_days, _working_days),
        (tr("An interrupted session is continued within"), "resume_days", policy.resume_days, days),
        (tr("An event waits for an anchor at most"), "anchor_days", policy.anchor_days, days),
        (tr("An approval is offered to last"), "approval_months", policy.approval_months, months),
        (tr("Asking for proof is prompt for"), "proof_prompt_days", policy.proof_prompt_days, days),
        (tr("A request waits for an answer or proof for"), "unanswered_days", policy.unanswered_days, days),
        (tr("The loudest sound"), "sound_ceiling_percent", policy.sound_ceiling_percent, _percent),
        (tr("Removed on both sides of each removed part"), "guard_ms", policy.guard_ms, _milliseconds),
    ):
        yield PolicyRow(what, now(number), (key,), number)
    made, sent = policy.appointments.usual_minutes, policy.appointments.notice_days
    yield PolicyRow(tr("An appointment takes"), _minutes(made), ("appointments", "usual_minutes"), made)
    more = policy.appointments.extra_minutes
    yield PolicyRow(tr("Whoever needs extra time gets"), _minutes(more), ("appointments", "extra_minutes"), more)
    yield PolicyRow(tr("Time for an invitation to arrive"), days(sent), ("appointments", "notice_days"), sent)
    yield from _throttle("account", policy.sign_in_account)
    yield from _throttle("desk", policy.sign_in_desk)
    yield from _contact(policy.contact)
    regulator = policy.regulator
    found = ", ".join((regulator.name, *regulator.address, regulator.telephone, regulator.web))
    yield PolicyRow(tr("The regulator"), found, part=REGULATOR)
    lines = "; ".join(policy.helplines) or tr("None: the adviser’s card names them")
    yield PolicyRow(tr("Helplines after a call that was too much"), lines, part=HELPLINES)
    told, in_welsh = policy.answer, policy.answer_welsh
    yield PolicyRow(tr("What a response letter says about recordings"), _told(told), part=ANSWER)
    yield PolicyRow(tr("What a response letter in Welsh says about recordings"), _told(in_welsh), part=ANSWER_WELSH)
    yield PolicyRow(tr("Letters in Welsh"), _welsh(policy), part=IN_WELSH)
    yield from _directory(policy.directory_groups)
    yield PolicyRow(tr("The time zone of this office"), policy.zone, part=ZONE)
    yield PolicyRow(tr("What this policy is called"), policy.name, part=NAME)


def _directory(groups: tuple[DirectoryGroup, ...]) -> Iterator[PolicyRow]:
    if not groups:
        none = tr("None is named. Groups in a PC’s directory.toml count, where it has one.")
        yield PolicyRow(tr("Groups of the directory"), none, part=GROUPS)
    for group in groups:
        said = tr("{group}: {roles}").format(group=group.dn, roles=roles_words(group.roles))
        yield PolicyRow(tr("A group of the directory"), said, of=group)


def _told(own: AnswerTexts | None) -> str:
    if own is None:
        return tr("The program’s own words")
    return " ".join((own.purposes, own.recipients, own.origin, own.more))


def _welsh(policy: OfficePolicy) -> str:
    said = tr(WELSH[policy.welsh])
    if policy.welsh is Welsh.NO:
        return said
    unchecked = tr("Words that no native reader has checked may be used.")
    checked = tr("Only words that a native reader has checked are used.")
    return f"{said} {unchecked if policy.welsh_unchecked else checked}"


def _throttle(of: str, rules: ThrottleRules) -> Iterator[PolicyRow]:
    name, at = tr(OF[of]), ("sign_in", of)
    yield PolicyRow(tr("{name}: tries without a wait").format(name=name), str(rules.free), (*at, "free"), rules.free)
    for what, key, number in (
        (tr("{name}: the first wait"), "base_seconds", rules.base_seconds),
        (tr("{name}: the longest wait"), "cap_seconds", rules.cap_seconds),
        (tr("{name}: a wrong password is forgotten after (0 is never)"), "decay_seconds", rules.decay_seconds),
    ):
        yield PolicyRow(what.format(name=name), _seconds(number), (*at, key), number)


def _contact(contact: Contact) -> Iterator[PolicyRow]:
    if contact.made_up:
        example = tr("An example: no letter is written until it is replaced")
        yield PolicyRow(tr("On letters"), example, part=CONTACT)
    for what, now in (
        (tr("On letters"), ", ".join((contact.department, *contact.address))),
        (tr("Telephone and e-mail on letters"), f"{contact.telephone}, {contact.mail}"),
        (tr("Who handles complaints"), f"{contact.complaints}, {contact.complaints_mail}"),
    ):
        yield PolicyRow(what, now, part=CONTACT)


def _keeping(policy: KeepingPolicy) -> Iterator[PolicyRow]:
    for place, source in enumerate(policy.sources):
        yield from _source(source, ("sources", place))
    again, ahead = policy.hold_review_months, policy.warn_days
    yield PolicyRow(tr("A hold is looked at again after"), months(again), ("hold_review_months",), again)
    warned = tr("Warning before a requested recording is destroyed")
    yield PolicyRow(warned, days(ahead), ("warn_days",), ahead)
    most = policy.held_without_number
    yield PolicyRow(
        tr("Held at most for a call whose number is not known"),
        counted(most, "{n} recording", "{n} recordings"),
        ("held_without_number",),
        most,
    )
    only = tr("Only recordings that a request asks for")
    every = tr("Every recording: {assessment}").format(assessment=policy.estate_assessment)
    yield PolicyRow(tr("An import keeps"), every if policy.estate_assessment else only, part=ASSESSMENT)


def _source(source: Source, at: At) -> Iterator[PolicyRow]:
    period, name = source.period, source.name
    kept = tr("Recordings of {name} are kept for").format(name=name)
    yield PolicyRow(kept, months(period.months), (*at, "months"), period.months)
    besides = tr("After those months, recordings of {name} are kept for another").format(name=name)
    yield PolicyRow(besides, days(period.days), (*at, "days"), period.days)
    if source.system_days is not None:
        deletes = tr("{name}: the telephone system itself deletes a recording after").format(name=name)
        yield PolicyRow(deletes, days(source.system_days), (*at, "system_days"), source.system_days)
    yield PolicyRow(tr("How recordings of {name} are read").format(name=name), _read_as(source), of=source)
    beside = tr("The table beside recordings of {name}").format(name=name)
    yield PolicyRow(beside, _table(source), part=TABLE, of=source)


def _read_as(source: Source) -> str:
    said = [tr(NAMES[source.names]), tr("times in {zone}").format(zone=source.zone.key)]
    if source.outside_line:
        said.append(tr("an outside line by {keys}").format(keys=source.outside_line))
    if source.agent_channel is not None:
        said.append(tr("staff on the right channel") if source.agent_channel else tr("staff on the left channel"))
    return "; ".join(said)


def _table(source: Source) -> str:
    if source.table is None:
        own = source.side_table
        return tr("{file} of Asterisk, if it is there").format(file=own.file) if own else tr("None")
    if not source.table.columns:
        return tr("{file}, Asterisk’s own").format(file=source.table.file)
    form = form_words(source.table.date_format)
    return tr("{file}, dates as {form}").format(file=source.table.file, form=form)


def _week(week: tuple[Opening | None, ...]) -> str:
    """Return the hours of each run of days that have the same: "Monday to Thursday: 9:00am to 5:00pm; ..."."""
    said = []
    for hours, days_of in groupby(range(len(DAYS)), key=lambda at: week[at]):
        run = [weekday_of(DAYS[at]) for at in days_of]
        days_said = and_list(run) if len(run) < 3 else tr("{first} to {last}").format(first=run[0], last=run[-1])
        open_at = tr("closed") if hours is None else from_hour_to_hour(hours.opens, hours.closes)
        said.append(tr("{days}: {hours}").format(days=days_said, hours=open_at))
    return "; ".join(said)


def _minutes(n: int) -> str:
    return counted(n, "{n} minute", "{n} minutes")


def _seconds(n: int) -> str:
    return counted(n, "{n} second", "{n} seconds")


def _working_days(n: int) -> str:
    return counted(n, "{n} working day", "{n} working days")


def _percent(n: int) -> str:
    return tr("{n} percent").format(n=n)


def _milliseconds(n: int) -> str:
    return counted(n, "{n} millisecond", "{n} milliseconds")
