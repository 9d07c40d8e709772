"""The meaning of a change to a policy, in a sentence. A document, a source or a day is called by its name.

Places: `about` what it is of, `was` and `becomes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from desktop.domain.office.people import Role, roles_in
from desktop.domain.office.policies import PolicyVersion
from desktop.domain.office.policy_changes import DAYS, Change, Setting, Value
from desktop.domain.recordings.keeping_changes import AHEAD, Going
from desktop.domain.shared.ids import PersonId
from desktop.words import Texts, counted, text, tr
from desktop.words.codes import and_list, words
from desktop.words.formatting import day, from_hour_to_hour, grouped, moment, weekday

CHANGED: Texts[Setting] = {
    Setting.NAME: "It is called {becomes} instead of {was}.",
    Setting.RESUME_DAYS: "An interrupted session can be continued for {becomes} days instead of {was}.",
    Setting.ZONE: "The time zone is {becomes} instead of {was}.",
    Setting.KIND: "The document {was} is called {becomes}.",
    Setting.GROUP: "{about}: in group {becomes} instead of {was}.",
    Setting.MAX_AGE: "{about}: may be {becomes} months old instead of {was}.",
    Setting.GRACE: "{about}: accepted for {becomes} months after it has expired instead of {was}.",
    Setting.ENDED_ON: "{about}: accepted until {becomes} instead of {was}.",
    Setting.INSTEAD: "{about}: something else is offered when it is out of date.",
    Setting.SEEN_THROUGH: "{about}: staff open it in another way.",
    Setting.HOLIDAYS_ANNOUNCED: "Public holidays are known up to {becomes} instead of {was}.",
    Setting.HOLIDAY: "The holiday on {about} is called {becomes} instead of {was}.",
    Setting.IDLE_LOCK: "A PC that nobody uses locks after {becomes} minutes instead of {was}.",
    Setting.FREE_TRIES: "{about}: wrong passwords cost a wait after {becomes} tries instead of {was}.",
    Setting.BASE_SECONDS: "{about}: the first wait is {becomes} seconds instead of {was}.",
    Setting.CAP_SECONDS: "{about}: the longest wait is {becomes} seconds instead of {was}.",
    Setting.DECAY_SECONDS: (
        "{about}: wrong passwords are forgotten after {becomes} seconds instead of {was}; 0 is never."
    ),
    Setting.OPENING: "{about}: open {becomes} instead of {was}.",
    Setting.SHORT_ID: "The supervisor sees an ID step that is shorter than {becomes} seconds instead of {was}.",
    Setting.SIGN_OFF_DAYS: "A session has to be signed off in {becomes} working days instead of {was}.",
    Setting.PROOF_PROMPT: "Asking for proof is prompt for {becomes} days after receipt instead of {was}.",
    Setting.UNANSWERED: "A request may be closed after {becomes} days without an answer instead of {was}.",
    Setting.ANCHOR_DAYS: "No session begins once an event has waited {becomes} days instead of {was} for an anchor.",
    Setting.APPROVAL_MONTHS: "An approval is offered to last {becomes} months instead of {was}.",
    Setting.SOUND_CEILING: "The sound can be set to {becomes} percent at most instead of {was}.",
    Setting.GUARD: "On both sides of each removed part, {becomes} milliseconds are removed instead of {was}.",
    Setting.USUAL_MINUTES: "An appointment takes {becomes} minutes instead of {was}.",
    Setting.EXTRA_MINUTES: "Whoever needs extra time gets {becomes} minutes more instead of {was}.",
    Setting.NOTICE_DAYS: "An invitation takes {becomes} days to arrive instead of {was}.",
    Setting.CONTACT: "On letters, {about}: {becomes} instead of {was}.",
    Setting.REGULATOR: "The regulator, {about}: {becomes} instead of {was}.",
    Setting.HELPLINES: "Helplines after a call that was too much: {becomes} instead of {was}.",
    Setting.ANSWER: "In response letters, {about}: “{becomes}” instead of “{was}”.",
    Setting.ANSWER_WELSH: "In response letters in Welsh, {about}: “{becomes}” instead of “{was}”.",
    Setting.DIRECTORY_GROUP: "The directory group {about} gives {becomes} here instead of {was}.",
    Setting.MONTHS: "Recordings of {about} are kept for {becomes} months instead of {was}.",
    Setting.DAYS: "Recordings of {about} are kept for {becomes} days instead of {was}, besides the months.",
    Setting.SYSTEM_DAYS: "{about}: the telephone system deletes a recording after {becomes} days instead of {was}.",
    Setting.READ_AS: "Recordings of {about} are named or described in another way when they are imported.",
    Setting.HOLD_REVIEW: "A hold is looked at again after {becomes} months instead of {was}.",
    Setting.WARN_DAYS: "A warning comes {becomes} days instead of {was} before a requested recording is destroyed.",
    Setting.WITHOUT_NUMBER: "Where nobody knows the number, {becomes} recordings are held at most instead of {was}.",
    Setting.ASSESSMENT: "Keeping every recording is based on {becomes} instead of {was}.",
}

ADDED: Texts[Setting] = {
    Setting.KIND: "A new document is accepted: {becomes}.",
    Setting.PHOTO: "{about}: counts as a document with a photo.",
    Setting.MAX_AGE: "{about}: may be {becomes} months old at most.",
    Setting.HAS_MRZ: "{about}: the machine-readable lines are checked.",
    Setting.HAS_LICENCE_NUMBER: "{about}: the licence’s number is checked.",
    Setting.ENDED_ON: "{about}: accepted until {becomes}, and not after that.",
    Setting.SEEN_THROUGH: "{about}: staff open it themselves, with the holder’s share code.",
    Setting.COMBINATION: "{becomes} is enough.",
    Setting.INTERNAL: "People of the office who listen are identified by rules of their own.",
    Setting.HOLIDAY: "{about} is a holiday: {becomes}.",
    Setting.OPENING: "{about}: open {becomes}; closed until now.",
    Setting.SOURCE: "Recordings of {becomes} are destroyed when their retention period ends. Until now they were kept.",
    Setting.SYSTEM_DAYS: "{about}: the telephone system deletes a recording after {becomes} days.",
    Setting.ANSWER: "In response letters, {about}: “{becomes}”.",
    Setting.ANSWER_WELSH: "In response letters in Welsh, {about}: “{becomes}”.",
    Setting.WELSH_UNCHECKED: "Letters are written with Welsh words that no native reader has checked.",
    Setting.DIRECTORY_GROUP: "The directory group {about} gives {becomes} here.",
    Setting.DIRECTORY_FILES: "No directory group is named any more. Groups in the directory.toml of each PC count.",
    Setting.ASSESSMENT: "An import keeps every recording, even one that nobody asks for: {becomes}.",
}

GONE: Texts[Setting] = {
    Setting.KIND: "{was} is not accepted any more.",
    Setting.PHOTO: "{about}: no longer counts as a document with a photo.",
    Setting.MAX_AGE: "{about}: may be of any age.",
    Setting.HAS_MRZ: "{about}: the machine-readable lines are no longer checked.",
    Setting.HAS_LICENCE_NUMBER: "{about}: the licence’s number is no longer checked.",
    Setting.ENDED_ON: "{about}: accepted without a last day.",
    Setting.SEEN_THROUGH: "{about}: accepted without being opened with a share code.",
    Setting.COMBINATION: "{was} is not enough any more.",
    Setting.INTERNAL: "People of the office who listen are identified like everyone else.",
    Setting.HOLIDAY: "{about} is no longer a holiday.",
    Setting.OPENING: "{about}: closed; open {was} until now.",
    Setting.SOURCE: "Recordings of {was} are kept, and never destroyed.",
    Setting.SYSTEM_DAYS: "{about}: it is no longer known when the telephone system deletes a recording.",
    Setting.ANSWER: "In response letters, {about}: the program’s own words.",
    Setting.ANSWER_WELSH: "In response letters in Welsh, {about}: the program’s own words.",
    Setting.WELSH_UNCHECKED: "Letters are written only with Welsh words that a native reader has checked.",
    Setting.DIRECTORY_GROUP: "The directory group {about} gives no role any more.",
    Setting.DIRECTORY_FILES: "Groups in the directory.toml of a PC no longer count.",
    Setting.ASSESSMENT: "An import keeps only recordings that a request asks for.",
}

BY_CODE: Texts[tuple[Setting, str]] = {
    (Setting.ADDRESS, "yes"): "{about}: has to show the current address.",
    (Setting.ADDRESS, "no"): "{about}: does not count for the address.",
    (Setting.ADDRESS, "ask"): "{about}: staff check whether it shows the current address.",
    (Setting.ASKS, "expiry"): "{about}: staff read its expiry date.",
    (Setting.ASKS, "issued"): "{about}: staff read its date of issue.",
    (Setting.ASKS, ""): "{about}: staff read no date from it.",
    (Setting.WELSH, "no"): "No letters are written in Welsh.",
    (Setting.WELSH, "offered"): "Letters are written in Welsh for whoever wants it.",
    (Setting.WELSH, "in_wales"): "The office is in Wales: letters are in both languages where nobody knows which one.",
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
    *(Setting.FREE_TRIES, Setting.BASE_SECONDS, Setting.CAP_SECONDS, Setting.DECAY_SECONDS),
    *(Setting.CONTACT, Setting.REGULATOR, Setting.ANSWER, Setting.ANSWER_WELSH),
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
    if change.setting is Setting.HOLIDAY:
        return day(date.fromisoformat(change.about))
    if change.setting is Setting.OPENING:
        return weekday_of(change.about)
    return tr(OF[change.about]) if change.setting in _OF_CODES else change.about


def _value(change: Change, value: Value) -> str:
    if value is None or value == "":
        return tr("nothing")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if change.setting is Setting.ENDED_ON:
        return day(date.fromisoformat(str(value)))
    if change.setting is Setting.OPENING:
        return from_hour_to_hour(*map(time.fromisoformat, str(value).split("-")))
    if change.setting is Setting.DIRECTORY_GROUP:
        return roles_words(roles_in(str(value)))
    if change.setting is Setting.COMBINATION:
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
