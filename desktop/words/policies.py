"""The words of the office's policies: their rows, and the meaning of a change in a sentence.

A document, a source or a day is called by its name. Places of sentences: `about` what it is of, `was` and `becomes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from desktop.domain.office.office_policy import AnswerTexts, Contact, OfficePolicy, Opening, Welsh
from desktop.domain.office.people import Role, roles_in
from desktop.domain.office.policies import DAYS, Change, PolicyVersion, Value, parts_of
from desktop.domain.recordings.retention import AHEAD, Going, KeepingPolicy, Source
from desktop.domain.recordings.sources import Names
from desktop.domain.sessions.id_policy import AddressShown, Asks, Combination, DocumentKind, IdPolicy, Instead
from desktop.domain.shared.ids import PersonId
from desktop.words import Texts, counted, text, tr
from desktop.words.codes import and_list, form_words, words
from desktop.words.formatting import day, days, from_hour_to_hour, grouped, moment, months, weekday

CHANGED: Texts[str] = {
    "name": "It is called {becomes} instead of {was}.",
    "resume_days": "An interrupted session can be continued for {becomes} days instead of {was}.",
    "zone": "The time zone is {becomes} instead of {was}.",
    "kind": "The document {was} is called {becomes}.",
    "group": "{about}: in group {becomes} instead of {was}.",
    "max_age_months": "{about}: may be {becomes} months old instead of {was}.",
    "grace_months": "{about}: accepted for {becomes} months after it has expired instead of {was}.",
    "ended_on": "{about}: accepted until {becomes} instead of {was}.",
    "instead": "{about}: something else is offered when it is out of date.",
    "seen_through": "{about}: staff open it in another way.",
    "holidays_announced_through": "Public holidays are known up to {becomes} instead of {was}.",
    "holiday": "The holiday on {about} is called {becomes} instead of {was}.",
    "idle_lock_minutes": "A PC that nobody uses locks after {becomes} minutes instead of {was}.",
    "free": "{about}: wrong passwords cost a wait after {becomes} tries instead of {was}.",
    "base_seconds": "{about}: the first wait is {becomes} seconds instead of {was}.",
    "cap_seconds": "{about}: the longest wait is {becomes} seconds instead of {was}.",
    "decay_seconds": ("{about}: wrong passwords are forgotten after {becomes} seconds instead of {was}; 0 is never."),
    "opening": "{about}: open {becomes} instead of {was}.",
    "short_id_seconds": "The supervisor sees an ID step that is shorter than {becomes} seconds instead of {was}.",
    "sign_off_working_days": "A session has to be signed off in {becomes} working days instead of {was}.",
    "proof_prompt_days": "Asking for proof is prompt for {becomes} days after receipt instead of {was}.",
    "unanswered_days": "A request may be closed after {becomes} days without an answer instead of {was}.",
    "anchor_days": "No session begins once an event has waited {becomes} days instead of {was} for an anchor.",
    "approval_months": "An approval is offered to last {becomes} months instead of {was}.",
    "sound_ceiling_percent": "The sound can be set to {becomes} percent at most instead of {was}.",
    "guard_ms": "On both sides of each removed part, {becomes} milliseconds are removed instead of {was}.",
    "usual_minutes": "An appointment takes {becomes} minutes instead of {was}.",
    "extra_minutes": "Whoever needs extra time gets {becomes} minutes more instead of {was}.",
    "notice_days": "An invitation takes {becomes} days to arrive instead of {was}.",
    "contact": "On letters, {about}: {becomes} instead of {was}.",
    "regulator": "The regulator, {about}: {becomes} instead of {was}.",
    "helplines": "Helplines after a call that was too much: {becomes} instead of {was}.",
    "answer": "In response letters, {about}: “{becomes}” instead of “{was}”.",
    "answer_welsh": "In response letters in Welsh, {about}: “{becomes}” instead of “{was}”.",
    "directory_group": "The directory group {about} gives {becomes} here instead of {was}.",
    "months": "Recordings of {about} are kept for {becomes} months instead of {was}.",
    "days": "Recordings of {about} are kept for {becomes} days instead of {was}, besides the months.",
    "system_days": "{about}: the telephone system deletes a recording after {becomes} days instead of {was}.",
    "read_as": "Recordings of {about} are named or described in another way when they are imported.",
    "hold_review_months": "A hold is looked at again after {becomes} months instead of {was}.",
    "warn_days": "A warning comes {becomes} days instead of {was} before a requested recording is destroyed.",
    "held_without_number": "Where nobody knows the number, {becomes} recordings are held at most instead of {was}.",
    "estate_assessment": "Keeping every recording is based on {becomes} instead of {was}.",
}

ADDED: Texts[str] = {
    "kind": "A new document is accepted: {becomes}.",
    "photo": "{about}: counts as a document with a photo.",
    "max_age_months": "{about}: may be {becomes} months old at most.",
    "has_mrz": "{about}: the machine-readable lines are checked.",
    "has_licence_number": "{about}: the licence’s number is checked.",
    "ended_on": "{about}: accepted until {becomes}, and not after that.",
    "seen_through": "{about}: staff open it themselves, with the holder’s share code.",
    "combination": "{becomes} is enough.",
    "internal": "People of the office who listen are identified by rules of their own.",
    "holiday": "{about} is a holiday: {becomes}.",
    "opening": "{about}: open {becomes}; closed until now.",
    "source": "Recordings of {becomes} are destroyed when their retention period ends. Until now they were kept.",
    "system_days": "{about}: the telephone system deletes a recording after {becomes} days.",
    "answer": "In response letters, {about}: “{becomes}”.",
    "answer_welsh": "In response letters in Welsh, {about}: “{becomes}”.",
    "welsh_unchecked": "Letters are written with Welsh words that no native reader has checked.",
    "directory_group": "The directory group {about} gives {becomes} here.",
    "directory_files": "No directory group is named any more. Groups in the directory.toml of each PC count.",
    "estate_assessment": "An import keeps every recording, even one that nobody asks for: {becomes}.",
}

GONE: Texts[str] = {
    "kind": "{was} is not accepted any more.",
    "photo": "{about}: no longer counts as a document with a photo.",
    "max_age_months": "{about}: may be of any age.",
    "has_mrz": "{about}: the machine-readable lines are no longer checked.",
    "has_licence_number": "{about}: the licence’s number is no longer checked.",
    "ended_on": "{about}: accepted without a last day.",
    "seen_through": "{about}: accepted without being opened with a share code.",
    "combination": "{was} is not enough any more.",
    "internal": "People of the office who listen are identified like everyone else.",
    "holiday": "{about} is no longer a holiday.",
    "opening": "{about}: closed; open {was} until now.",
    "source": "Recordings of {was} are kept, and never destroyed.",
    "system_days": "{about}: it is no longer known when the telephone system deletes a recording.",
    "answer": "In response letters, {about}: the program’s own words.",
    "answer_welsh": "In response letters in Welsh, {about}: the program’s own words.",
    "welsh_unchecked": "Letters are written only with Welsh words that a native reader has checked.",
    "directory_group": "The directory group {about} gives no role any more.",
    "directory_files": "Groups in the directory.toml of a PC no longer count.",
    "estate_assessment": "An import keeps only recordings that a request asks for.",
}

BY_CODE: Texts[tuple[str, str]] = {
    ("address", "yes"): "{about}: has to show the current address.",
    ("address", "no"): "{about}: does not count for the address.",
    ("address", "ask"): "{about}: staff check whether it shows the current address.",
    ("asks", "expiry"): "{about}: staff read its expiry date.",
    ("asks", "issued"): "{about}: staff read its date of issue.",
    ("asks", ""): "{about}: staff read no date from it.",
    ("welsh", "no"): "No letters are written in Welsh.",
    ("welsh", "offered"): "Letters are written in Welsh for whoever wants it.",
    ("welsh", "in_wales"): "The office is in Wales: letters are in both languages where nobody knows which one.",
}

OF: Texts[str] = {
    "account": "Each name",
    "desk": "Each PC",
    "department": "the department",
    "address": "the address",
    "telephone": "the telephone number",
    "mail": "the e-mail address",
    "complaints": "who handles complaints",
    "complaints_mail": "the e-mail address for complaints",
    "made_up": "whether all of this is an example",
    "name": "the name",
    "web": "the web page",
    "purposes": "why calls are recorded",
    "recipients": "who gets to hear recordings",
    "origin": "where the information in them comes from",
    "more": "anything else",
}
"""The subjects of some settings, where those are codes. A document or a source has a name of its own."""

_OF_CODES = (
    *("free", "base_seconds", "cap_seconds", "decay_seconds"),
    *("contact", "regulator", "answer", "answer_welsh"),
)
_MONDAY = date(2024, 1, 1)
_INTERNAL = text("Internal access. {sentence}")
_ENOUGH = text("One document of each group, {groups}")
_SHOWN: Texts[str] = {
    "photo": "with a photo",
    "address": "with the current address",
    "photo address": "with a photo and the current address",
    "": "without photo or address",
}


def change_words(change: Change) -> str:
    """Return the sentence of a change."""
    about = _about(change)
    said = {"about": about, "was": _value(change, change.was), "becomes": _value(change, change.becomes)}
    sentence = _translated(change).format(**said)
    return tr(_INTERNAL).format(sentence=sentence) if change.internal else sentence


def _translated(change: Change) -> str:
    setting = change.setting
    code = setting, str(change.becomes or "")
    if code in BY_CODE:
        return tr(BY_CODE[code])
    if setting in ADDED and _is_absent(change.was):
        return tr(ADDED[setting])
    if setting in GONE and _is_absent(change.becomes):
        return tr(GONE[setting])
    return tr(CHANGED[setting])


def roles_words(roles: frozenset[Role]) -> str:
    """Return the names of roles as a list."""
    return and_list([words(role) for role in Role if role in roles])


def weekday_of(name: str) -> str:
    """Return the weekday's name, of its code in a policy."""
    return weekday(_MONDAY + timedelta(days=DAYS.index(name)))


def _is_absent(value: Value) -> bool:
    return value is None or value is False


def _about(change: Change) -> str:
    if change.setting == "holiday":
        return day(date.fromisoformat(change.about))
    if change.setting == "opening":
        return weekday_of(change.about)
    return tr(OF[change.about]) if change.setting in _OF_CODES else change.about


def _value(change: Change, value: Value) -> str:
    if value is None or value == "":
        return tr("nothing")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if change.setting == "ended_on":
        return day(date.fromisoformat(str(value)))
    if change.setting == "opening":
        return from_hour_to_hour(*map(time.fromisoformat, str(value).split("-")))
    if change.setting == "directory_group":
        return roles_words(roles_in(str(value)))
    if change.setting == "combination":
        groups, _, shows = str(value).partition("/")
        return f"{tr(_ENOUGH).format(groups=groups)}, {tr(_SHOWN[shows])}"
    return str(value)


def version_words(version: PolicyVersion, people: Mapping[PersonId, str], zone: ZoneInfo) -> str:
    """Return the sentence of a version: who changed it and when, and what became of it."""
    named = {"policy": words(version.name), "version": version.version, "at": moment(version.changed_at, zone)}
    if version.changed_by is None:
        made = tr("{policy}, version {version}: from the policy files of the PC on which the office was made, on {at}.")
        return made.format(**named)
    named["by"] = people.get(version.changed_by, "")
    if version.dropped_at is not None:
        return tr("{policy}, version {version}: proposed by {by} on {at}, and dropped.").format(**named)
    if version.adopted_at is None:
        return tr("{policy}, version {version}: proposed by {by} on {at}.").format(**named)
    if version.approved_by is None:
        return tr("{policy}, version {version}: by {by} on {at}.").format(**named)
    named |= {"second": people.get(version.approved_by, ""), "then": moment(version.adopted_at, zone)}
    return tr("{policy}, version {version}: proposed by {by} on {at}, adopted by {second} on {then}.").format(**named)


def going_words(going: Going) -> list[str]:
    """Say how many recordings of a source go, and when."""
    lines = []
    for ahead, then, now in zip(AHEAD, going.then, going.now, strict=True):
        when = tr("tonight") if ahead == 0 else tr("in the next {days} days").format(days=ahead)
        said = counted(
            then,
            "{n} recording of {source} is destroyed {when}; without this change: {now}.",
            "{n} recordings of {source} are destroyed {when}; without this change: {now}.",
            source=going.source,
            when=when,
            now=grouped(now),
        )
        lines.append(said)
    return lines


At = tuple[str, ...]


@dataclass(frozen=True)
class PolicyRow:
    """A row of a policy. `at`: the part that is changed on it (`domain.office.policies`); "" in a list: one more."""

    what: str
    now: str
    at: At


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
    inside = policy.internal
    for combination in policy.combinations:
        what = tr("Enough: {groups}").format(groups=" + ".join(combination.groups))
        yield PolicyRow(what, enough(combination), ("combinations", combination.label))
    for combination in inside.combinations if inside is not None else ():
        own = tr("Enough from people of the office: {groups}").format(groups=" + ".join(combination.groups))
        yield PolicyRow(own, enough(combination), ("internal", "combinations", combination.label))
    coming_back = tr("Coming back to finish needs only the short check for")
    yield PolicyRow(coming_back, days(policy.resume_days), ("resume_days",))
    for kind in policy.kinds:
        yield PolicyRow(kind.name, _kind(kind), ("kinds", kind.code))
    rules = tr("Rules of their own") if inside is not None else tr("The same as everybody else")
    yield PolicyRow(tr("People of the office who listen show"), rules, ("internal",))
    for kind in inside.kinds if inside is not None else ():
        yield PolicyRow(kind.name, _kind(kind), ("internal", "kinds", kind.code))
    yield PolicyRow(tr("What this policy is called"), policy.name, ("name",))


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
    yield PolicyRow(tr("Opening hours"), _week(policy.opening), ("opening",))
    for holiday in policy.holidays:
        said = tr("{day}: {name}").format(day=day(holiday.day), name=holiday.name)
        yield PolicyRow(tr("Holiday by hand"), said, ("holidays", holiday.day.isoformat()))
    yield from _numbers(policy, ())
    yield from _numbers(policy.appointments, ("appointments",))
    yield from _numbers(policy.sign_in_account, ("sign_in_account",), tr(OF["account"]))
    yield from _numbers(policy.sign_in_desk, ("sign_in_desk",), tr(OF["desk"]))
    yield from _contact(policy.contact)
    regulator = policy.regulator
    found = ", ".join((regulator.name, *regulator.address, regulator.telephone, regulator.web))
    yield PolicyRow(tr("The regulator"), found, ("regulator",))
    lines = "; ".join(policy.helplines) or tr("None: the adviser’s card names them")
    yield PolicyRow(tr("Helplines after a call that was too much"), lines, ("helplines",))
    told, in_welsh = policy.answer, policy.answer_welsh
    yield PolicyRow(tr("What a response letter says about recordings"), _told(told), ("answer",))
    welsh = tr("What a response letter in Welsh says about recordings")
    yield PolicyRow(welsh, _told(in_welsh), ("answer_welsh",))
    yield PolicyRow(tr("Letters in Welsh"), _welsh(policy), ("welsh",))
    if not policy.directory_groups:
        none = tr("None is named. Groups in a PC’s directory.toml count, where it has one.")
        yield PolicyRow(tr("Groups of the directory"), none, ("directory_groups", ""))
    for group in policy.directory_groups:
        said = tr("{group}: {roles}").format(group=group.group, roles=roles_words(group.roles))
        yield PolicyRow(tr("A group of the directory"), said, ("directory_groups", group.group))
    yield PolicyRow(tr("The time zone of this office"), policy.zone, ("zone",))
    yield PolicyRow(tr("What this policy is called"), policy.name, ("name",))


def _numbers(of: object, at: At, name: str = "") -> Iterator[PolicyRow]:
    """Yield a row for each number of a policy, or of a part of one that is called by that name."""
    for part in parts_of(type(of)):
        if part.name in NUMBERS:
            number, (label, unit) = getattr(of, part.name), NUMBERS[part.name]
            yield PolicyRow(tr(label).format(name=name), unit(number), (*at, part.name))


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


def _contact(contact: Contact) -> Iterator[PolicyRow]:
    if contact.made_up:
        example = tr("An example: no letter is written until it is replaced")
        yield PolicyRow(tr("On letters"), example, ("contact",))
    for what, now in (
        (tr("On letters"), ", ".join((contact.department, *contact.address))),
        (tr("Telephone and e-mail on letters"), f"{contact.telephone}, {contact.mail}"),
        (tr("Who handles complaints"), f"{contact.complaints}, {contact.complaints_mail}"),
    ):
        yield PolicyRow(what, now, ("contact",))


def _keeping(policy: KeepingPolicy) -> Iterator[PolicyRow]:
    for source in policy.sources:
        at, name = ("sources", source.name), source.name
        yield from _numbers(source.period, at, name)
        if source.system_days is not None:
            deletes = tr("{name}: the telephone system itself deletes a recording after").format(name=name)
            yield PolicyRow(deletes, days(source.system_days), (*at, "system_days"))
        yield PolicyRow(tr("How recordings of {name} are read").format(name=name), _read_as(source), at)
        beside = tr("The table beside recordings of {name}").format(name=name)
        yield PolicyRow(beside, _table(source), (*at, "table"))
    yield from _numbers(policy, ())
    only = tr("Only recordings that a request asks for")
    every = tr("Every recording: {assessment}").format(assessment=policy.estate_assessment)
    yield PolicyRow(tr("An import keeps"), every if policy.estate_assessment else only, ("estate_assessment",))


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


def _recordings(n: int) -> str:
    return counted(n, "{n} recording", "{n} recordings")


NUMBERS: Mapping[str, tuple[str, Callable[[int], str]]] = {
    "holidays_announced_through": (text("Public holidays are known up to"), str),
    "idle_lock_minutes": (text("A PC that nobody uses locks after"), _minutes),
    "short_id_seconds": (text("The supervisor sees an ID step shorter than"), _seconds),
    "sign_off_working_days": (text("A session is signed off within"), _working_days),
    "resume_days": (text("An interrupted session is continued within"), days),
    "anchor_days": (text("An event waits for an anchor at most"), days),
    "approval_months": (text("An approval is offered to last"), months),
    "proof_prompt_days": (text("Asking for proof is prompt for"), days),
    "unanswered_days": (text("A request waits for an answer or proof for"), days),
    "sound_ceiling_percent": (text("The loudest sound"), _percent),
    "guard_ms": (text("Removed on both sides of each removed part"), _milliseconds),
    "usual_minutes": (text("An appointment takes"), _minutes),
    "extra_minutes": (text("Whoever needs extra time gets"), _minutes),
    "notice_days": (text("Time for an invitation to arrive"), days),
    "free": (text("{name}: tries without a wait"), str),
    "base_seconds": (text("{name}: the first wait"), _seconds),
    "cap_seconds": (text("{name}: the longest wait"), _seconds),
    "decay_seconds": (text("{name}: a wrong password is forgotten after (0 is never)"), _seconds),
    "months": (text("Recordings of {name} are kept for"), months),
    "days": (text("After those months, recordings of {name} are kept for another"), days),
    "hold_review_months": (text("A hold is looked at again after"), months),
    "warn_days": (text("Warning before a requested recording is destroyed"), days),
    "held_without_number": (text("Held at most for a call whose number is not known"), _recordings),
}
"""The row of each number: what it is, and its unit. `name`: what a group or list of settings is of."""
