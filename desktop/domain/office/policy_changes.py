"""How two versions of a policy differ, setting by setting, and which differences weaken a check.

Rules:
- A check is weaker where more is accepted, less is looked at, or someone waits less: documents, reviews, waits. So is
  what lets recordings go sooner, which nothing brings back, and what nobody can compare (another time zone).
- A group of the directory that gives a role more is weaker, and so is one that is named for the first time. Once none
  is named, groups in files of the PCs count again, which nobody sees here.
- Whatever is not listed in `WEAKER` as harmless is compared there: a new setting gets its line, or a test fails.
- An absent setting is None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.office.people import roles_in, roles_text
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.office.throttle import ThrottleRules

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Setting(StrEnum):
    """Everything that a policy can say. Its words: `words.codes.policies`."""

    NAME = "name"
    RESUME_DAYS = "resume_days"
    ZONE = "zone"
    # Identity
    KIND = "kind"
    GROUP = "group"
    PHOTO = "photo"
    ADDRESS = "address"
    ASKS = "asks"
    MAX_AGE = "max_age_months"
    GRACE = "grace_months"
    HAS_MRZ = "has_mrz"
    HAS_LICENCE_NUMBER = "has_licence_number"
    ENDED_ON = "ended_on"
    INSTEAD = "instead"
    SEEN_THROUGH = "seen_through"
    COMBINATION = "combination"
    INTERNAL = "internal"
    # Office
    HOLIDAYS_ANNOUNCED = "holidays_announced_through"
    HOLIDAY = "holiday"
    IDLE_LOCK = "idle_lock_minutes"
    FREE_TRIES = "free"
    BASE_SECONDS = "base_seconds"
    CAP_SECONDS = "cap_seconds"
    DECAY_SECONDS = "decay_seconds"
    OPENING = "opening"
    SHORT_ID = "short_id_seconds"
    SIGN_OFF_DAYS = "sign_off_working_days"
    PROOF_PROMPT = "proof_prompt_days"
    UNANSWERED = "unanswered_days"
    ANCHOR_DAYS = "anchor_days"
    APPROVAL_MONTHS = "approval_months"
    SOUND_CEILING = "sound_ceiling_percent"
    GUARD = "guard_ms"
    USUAL_MINUTES = "usual_minutes"
    EXTRA_MINUTES = "extra_minutes"
    NOTICE_DAYS = "notice_days"
    CONTACT = "contact"
    REGULATOR = "regulator"
    HELPLINES = "helplines"
    ANSWER = "answer"
    ANSWER_WELSH = "answer_welsh"
    WELSH = "welsh"
    WELSH_UNCHECKED = "welsh_unchecked"
    DIRECTORY_GROUP = "directory_group"
    DIRECTORY_FILES = "directory_files"
    # Keeping
    SOURCE = "source"
    MONTHS = "months"
    DAYS = "days"
    SYSTEM_DAYS = "system_days"
    READ_AS = "read_as"
    HOLD_REVIEW = "hold_review_months"
    WARN_DAYS = "warn_days"
    WITHOUT_NUMBER = "held_without_number"
    ASSESSMENT = "estate_assessment"


Value = str | int | bool | None
Settings = Mapping[tuple[Setting, str], Value]
"""Values by their setting, and by what the setting is of: a kind's code, a source's name, a weekday; "" for none."""


@dataclass(frozen=True)
class Change:
    """One setting that differs. `about`: the name of what it is of. `internal`: in the policy for internal access."""

    setting: Setting
    was: Value
    becomes: Value
    weaker: bool
    about: str = ""
    internal: bool = False


def _more(was: Value, becomes: Value) -> bool:
    """A limit that grew, or is gone."""
    return becomes is None or (was is not None and _greater(becomes, was))


def _less(was: Value, becomes: Value) -> bool:
    return was is not None and (becomes is None or _greater(was, becomes))


def _greater(one: Value, other: Value) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one > other
    return not isinstance(one, str) and not isinstance(other, str) and (one or 0) > (other or 0)


def _gained(was: Value, becomes: Value) -> bool:
    return bool(becomes) and not was


def _lost(was: Value, becomes: Value) -> bool:
    return bool(was) and not becomes


def _there(was: Value, becomes: Value) -> bool:
    """Something is there that was not, or under another name."""
    return becomes is not None


def _asked_no_more(was: Value, becomes: Value) -> bool:
    return was is not None


def _shows_address(was: Value, becomes: Value) -> bool:
    """Anything but from `ask`: a kind that always or never shows the address is accepted where it is asked about."""
    return was != "ask"


def _sooner(was: Value, becomes: Value) -> bool:
    """A count that decays, or does so sooner; 0 is never."""
    return becomes != 0 and (was == 0 or _less(was, becomes))


def _longer_open(was: Value, becomes: Value) -> bool:
    if becomes is None or was is None:
        return was is None
    (opened, closed), (opens, closes) = str(was).split("-"), str(becomes).split("-")
    return opens < opened or closes > closed


def _role_more(was: Value, becomes: Value) -> bool:
    """A group gives a role that it did not give."""
    return not roles_in(str(becomes or "")) <= roles_in(str(was or ""))


def _always(was: Value, becomes: Value) -> bool:
    return True


def _never(was: Value, becomes: Value) -> bool:
    return False


WEAKER: Mapping[Setting, Callable[[Value, Value], bool]] = {
    Setting.NAME: _never,
    Setting.RESUME_DAYS: _more,
    Setting.ZONE: _always,
    Setting.KIND: _there,
    Setting.GROUP: _always,
    Setting.PHOTO: _gained,
    Setting.ADDRESS: _shows_address,
    Setting.ASKS: _asked_no_more,
    Setting.MAX_AGE: _more,
    Setting.GRACE: _more,
    Setting.HAS_MRZ: _lost,
    Setting.HAS_LICENCE_NUMBER: _lost,
    Setting.ENDED_ON: _more,
    Setting.INSTEAD: _never,
    Setting.SEEN_THROUGH: _asked_no_more,
    Setting.COMBINATION: _gained,
    Setting.INTERNAL: _gained,
    Setting.HOLIDAYS_ANNOUNCED: _never,
    Setting.HOLIDAY: _never,
    Setting.IDLE_LOCK: _more,
    Setting.FREE_TRIES: _more,
    Setting.BASE_SECONDS: _less,
    Setting.CAP_SECONDS: _less,
    Setting.DECAY_SECONDS: _sooner,
    Setting.OPENING: _longer_open,
    Setting.SHORT_ID: _less,
    Setting.SIGN_OFF_DAYS: _more,
    Setting.PROOF_PROMPT: _more,
    Setting.UNANSWERED: _less,
    Setting.ANCHOR_DAYS: _more,
    Setting.APPROVAL_MONTHS: _more,
    Setting.SOUND_CEILING: _more,
    Setting.GUARD: _less,
    Setting.USUAL_MINUTES: _never,
    Setting.EXTRA_MINUTES: _never,
    Setting.NOTICE_DAYS: _never,
    Setting.CONTACT: _never,
    Setting.REGULATOR: _never,
    Setting.HELPLINES: _never,
    Setting.ANSWER: _never,
    Setting.ANSWER_WELSH: _never,
    Setting.WELSH: _never,
    Setting.WELSH_UNCHECKED: _gained,
    Setting.DIRECTORY_GROUP: _role_more,
    Setting.DIRECTORY_FILES: _gained,
    Setting.SOURCE: _there,
    Setting.MONTHS: _less,
    Setting.DAYS: _less,
    Setting.SYSTEM_DAYS: _never,
    Setting.READ_AS: _never,
    Setting.HOLD_REVIEW: _more,
    Setting.WARN_DAYS: _less,
    Setting.WITHOUT_NUMBER: _always,  # fewer are held, or more of other people's calls are shown
    Setting.ASSESSMENT: _gained,
}
"""Whether a setting that was one thing and becomes another weakens a check."""


def compared(old: Settings, new: Settings, named: Mapping[str, str] | None = None) -> tuple[Change, ...]:
    """Return the settings that differ, in the order of the new ones. `named`: names of what they are of."""
    names = named or {}
    keys = [*new, *(key for key in old if key not in new)]
    return tuple(
        Change(setting, was, becomes, WEAKER[setting](was, becomes), names.get(of, of))
        for setting, of in keys
        if (was := old.get((setting, of))) != (becomes := new.get((setting, of)))
    )


def weakens(changes: tuple[Change, ...]) -> bool:
    """Return whether a second person is needed."""
    return any(change.weaker for change in changes)


def office_changes(old: OfficePolicy, new: OfficePolicy) -> tuple[Change, ...]:
    """Return how the office's own numbers and hours differ."""
    return compared(dict(_office(old)), dict(_office(new)))


def _office(policy: OfficePolicy) -> Iterator[tuple[tuple[Setting, str], Value]]:
    yield (Setting.NAME, ""), policy.name
    yield (Setting.ZONE, ""), policy.zone
    yield (Setting.HOLIDAYS_ANNOUNCED, ""), policy.holidays_announced_through
    for holiday in policy.holidays:
        yield (Setting.HOLIDAY, holiday.day.isoformat()), holiday.name
    yield (Setting.IDLE_LOCK, ""), policy.idle_lock_minutes
    yield from _throttle("account", policy.sign_in_account)
    yield from _throttle("desk", policy.sign_in_desk)
    for day, hours in zip(DAYS, policy.opening, strict=True):
        yield (Setting.OPENING, day), None if hours is None else f"{hours.opens:%H:%M:%S}-{hours.closes:%H:%M:%S}"
    yield (Setting.SHORT_ID, ""), policy.short_id_seconds
    yield (Setting.SIGN_OFF_DAYS, ""), policy.sign_off_working_days
    yield (Setting.RESUME_DAYS, ""), policy.resume_days
    yield (Setting.PROOF_PROMPT, ""), policy.proof_prompt_days
    yield (Setting.UNANSWERED, ""), policy.unanswered_days
    yield (Setting.ANCHOR_DAYS, ""), policy.anchor_days
    yield (Setting.APPROVAL_MONTHS, ""), policy.approval_months
    yield (Setting.SOUND_CEILING, ""), policy.sound_ceiling_percent
    yield (Setting.GUARD, ""), policy.guard_ms
    yield (Setting.USUAL_MINUTES, ""), policy.appointments.usual_minutes
    yield (Setting.EXTRA_MINUTES, ""), policy.appointments.extra_minutes
    yield (Setting.NOTICE_DAYS, ""), policy.appointments.notice_days
    contact, regulator = policy.contact, policy.regulator
    for part in ("department", "address", "telephone", "mail", "complaints", "complaints_mail", "made_up"):
        yield (Setting.CONTACT, part), _line(getattr(contact, part))
    for part in ("name", "address", "telephone", "web"):
        yield (Setting.REGULATOR, part), _line(getattr(regulator, part))
    yield (Setting.HELPLINES, ""), "; ".join(policy.helplines)
    for part in ("purposes", "recipients", "origin", "more") if policy.answer else ():
        yield (Setting.ANSWER, part), getattr(policy.answer, part)
    for part in ("purposes", "recipients", "origin", "more") if policy.answer_welsh else ():
        yield (Setting.ANSWER_WELSH, part), getattr(policy.answer_welsh, part)
    yield (Setting.WELSH, ""), policy.welsh.value
    yield (Setting.WELSH_UNCHECKED, ""), policy.welsh_unchecked
    yield (Setting.DIRECTORY_FILES, ""), not policy.directory_groups
    for group in policy.directory_groups:
        yield (Setting.DIRECTORY_GROUP, group.dn), roles_text(group.roles)


def _throttle(of: str, rules: ThrottleRules) -> Iterator[tuple[tuple[Setting, str], Value]]:
    yield (Setting.FREE_TRIES, of), rules.free
    yield (Setting.BASE_SECONDS, of), rules.base_seconds
    yield (Setting.CAP_SECONDS, of), rules.cap_seconds
    yield (Setting.DECAY_SECONDS, of), rules.decay_seconds


def _line(value: str | bool | tuple[str, ...]) -> Value:
    return ", ".join(value) if isinstance(value, tuple) else value
