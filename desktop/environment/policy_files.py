"""An office's policies in TOML, read whole or refused with the reason: `identity`, `office`, `keeping`.

They are the versions in the database, or the files of a PC whose office has none yet. A text is refused for anything
missing, unknown, of another type, out of range or contradictory. The limits keep a typing slip from switching a
safeguard off, such as the idle lock or the guard band.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.domain.office.policy import (
    EXTRA_MINUTES,
    LONGEST,
    SHORTEST,
    UNANSWERED_DAYS,
    AnswerTexts,
    AppointmentRules,
    Contact,
    DirectoryGroup,
    Holiday,
    OfficePolicy,
    Opening,
    Regulator,
    Welsh,
)
from desktop.domain.office.throttle import ThrottleRules
from desktop.domain.recordings.keeping import HELD_WITHOUT_NUMBER, KeepingPolicy, Source
from desktop.domain.recordings.retention import RetentionPeriod
from desktop.domain.recordings.sources import Column, Names, SideTable
from desktop.domain.sessions.id_policy import (
    AddressShown,
    Asks,
    Combination,
    DocumentKind,
    IdPolicy,
    Instead,
    SeenThrough,
)
from desktop.environment.directory_groups import group_of
from desktop.environment.toml_table import Table, read_table
from desktop.errors import ContradictionError

ANCHOR_DAYS = 7
"""Where an office's file, from before there was a limit, names none."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def load_identity_policy(path: Path) -> IdPolicy:
    """Load the office's rules for identification. Raises PolicyRefusedError."""
    return identity_policy_of(read_table(path))


def identity_policy_of(table: Table) -> IdPolicy:
    """Read the office's rules for identification. Raises PolicyRefusedError."""
    kinds = tuple(_kind(each) for each in table.tables("kinds"))
    combinations = tuple(_combination(each, kinds) for each in table.tables("combinations"))
    name, resume_days = table.text("name"), table.whole("resume_days", 0, 90)
    internal = table.table("internal") if table.has("internal") else None
    table.done()
    try:
        policy = IdPolicy(name, kinds, combinations, resume_days)
        return replace(policy, internal=_of_staff(internal, policy)) if internal is not None else policy
    except ContradictionError as problem:
        table.refuse("contradiction", why=problem.code)


def _of_staff(table: Table, policy: IdPolicy) -> IdPolicy:
    """Read what internal access requires: kinds of its own, and those of the policy that its combinations name."""
    own = tuple(_kind(each) for each in table.tables("kinds")) if table.has("kinds") else ()
    kinds = (*own, *policy.kinds)
    combinations = tuple(_combination(each, kinds) for each in table.tables("combinations"))
    table.done()
    groups = {group for each in combinations for group in each.groups}
    taken = tuple(kind for kind in kinds if kind.group in groups)
    if not any(each.address for each in combinations):  # then nobody is asked whether it shows one
        taken = tuple(replace(kind, address=AddressShown.NO) for kind in taken)
    try:
        return IdPolicy(policy.name, taken, combinations, policy.resume_days, of_staff=True)
    except ContradictionError as problem:
        table.refuse("contradiction", why=problem.code)


def load_office_policy(path: Path) -> OfficePolicy:
    """Load the office's own numbers and hours. Raises PolicyRefusedError."""
    return office_policy_of(read_table(path))


def office_policy_of(table: Table) -> OfficePolicy:
    """Read the office's own numbers and hours. Raises PolicyRefusedError."""
    sign_in = table.table("sign_in")
    try:
        policy = OfficePolicy(
            name=table.text("name"),
            zone=_zone(table),
            holidays_announced_through=table.whole("holidays_announced_through", 2024, 2100),
            idle_lock_minutes=table.whole("idle_lock_minutes", 1, 30),
            sign_in_account=_throttle(sign_in.table("account")),
            sign_in_desk=_throttle(sign_in.table("desk")),
            opening=_opening(table.table("opening")),
            short_id_seconds=table.whole("short_id_seconds", 0, 600),
            sign_off_working_days=table.whole("sign_off_working_days", 1, 60),
            resume_days=table.whole("resume_days", 0, 90),
            anchor_days=table.whole("anchor_days", 1, 90) if table.has("anchor_days") else ANCHOR_DAYS,
            approval_months=table.whole("approval_months", 1, 24),
            proof_prompt_days=table.whole("proof_prompt_days", 0, 14),
            unanswered_days=_unanswered_days(table),
            sound_ceiling_percent=table.whole("sound_ceiling_percent", 10, 100),
            guard_ms=table.whole("guard_ms", 50, 2000),
            appointments=_appointments(table.table("appointments")),
            contact=_contact(table.table("contact")),
            regulator=_regulator(table.table("regulator")),
            holidays=tuple(_holiday(each) for each in table.tables("holidays")) if table.has("holidays") else (),
            answer=_answer(table.table("answer")) if table.has("answer") else None,
            answer_welsh=_answer(table.table("answer_welsh")) if table.has("answer_welsh") else None,
            welsh=table.choice("welsh", Welsh) if table.has("welsh") else Welsh.NO,
            welsh_unchecked=table.has("welsh_unchecked") and table.flag("welsh_unchecked"),
            directory_groups=_directory_groups(table),
            helplines=table.texts("helplines") if table.has("helplines") else (),
        )
    except ContradictionError as problem:
        table.refuse("contradiction", why=problem.code)
    sign_in.done()
    table.done()
    return policy


def _directory_groups(table: Table) -> tuple[DirectoryGroup, ...]:
    key = "directory_groups"
    return tuple(group_of(each) for each in table.tables(key)) if table.has(key) else ()


def _answer(table: Table) -> AnswerTexts:
    texts = AnswerTexts(*(table.text(name) for name in ("purposes", "recipients", "origin", "more")))
    table.done()
    return texts


def _unanswered_days(table: Table) -> int:
    """An office's policy from before requests could be closed unanswered names none."""
    return table.whole("unanswered_days", 28, 365) if table.has("unanswered_days") else UNANSWERED_DAYS


def load_keeping_policy(path: Path) -> KeepingPolicy:
    """Load the retention period of each source's recordings. Raises PolicyRefusedError."""
    return keeping_policy_of(read_table(path))


def keeping_policy_of(table: Table) -> KeepingPolicy:
    """Read the retention period of each source's recordings. Raises PolicyRefusedError."""
    sources = tuple(_source(each) for each in table.tables("sources"))
    months, days = table.whole("hold_review_months", 1, 24), table.whole("warn_days", 1, 90)
    assessment = table.text("estate_assessment") if table.has("estate_assessment") else None
    without_number = HELD_WITHOUT_NUMBER
    if table.has("held_without_number"):
        without_number = table.whole("held_without_number", 1, 500)
    table.done()
    try:
        return KeepingPolicy(sources, months, days, assessment, without_number)
    except ContradictionError as problem:
        table.refuse("contradiction", why=problem.code)


def _source(table: Table) -> Source:
    name, zone = table.text("name"), ZoneInfo(_zone(table))
    months, days = table.whole("months", 0, 240), table.whole("days", 0, 3660)
    system_days = table.whole("system_days", 1, 3660) if table.has("system_days") else None
    names = table.choice("names", Names) if table.has("names") else Names.ANY
    channel = table.whole("agent_channel", 0, 1) if table.has("agent_channel") else None
    beside = _side_table(table.table("table")) if table.has("table") else None
    outside_line = table.text("outside_line") if table.has("outside_line") else ""
    table.done()
    try:
        return Source(name, zone, RetentionPeriod(months, days), system_days, names, channel, beside, outside_line)
    except ContradictionError as problem:
        table.refuse("contradiction", why=problem.code)


def _side_table(table: Table) -> SideTable:
    file = table.text("file")
    columns = table.table("columns") if table.has("columns") else None
    told = [(column, columns.text(column.value)) for column in Column if columns and columns.has(column.value)]
    if columns is not None:
        columns.done()
    date_format = table.text("date_format") if table.has("date_format") else ""
    table.done()
    if columns is not None and not told:
        table.refuse("no_column_named")
    if columns is None and date_format:
        table.refuse("date_format_without_columns")
    try:
        return SideTable(file, tuple(told), date_format)
    except ContradictionError as problem:
        table.refuse("contradiction", why=problem.code)


def _kind(table: Table) -> DocumentKind:
    values = {
        "code": table.text("code"),
        "name": table.text("name"),
        "group": table.text("group"),
    }
    try:
        kind = DocumentKind(
            **values,
            photo=table.flag("photo"),
            address=table.choice("address", AddressShown),
            asks=table.choice("asks", Asks) if table.has("asks") else None,
            max_age_months=table.whole("max_age_months", 1, 120) if table.has("max_age_months") else None,
            grace_months=table.whole("grace_months", 0, 60) if table.has("grace_months") else 0,
            has_mrz=table.has("has_mrz") and table.flag("has_mrz"),
            has_licence_number=table.has("has_licence_number") and table.flag("has_licence_number"),
            ended_on=table.day("ended_on") if table.has("ended_on") else None,
            instead=table.choice("instead", Instead) if table.has("instead") else None,
            seen_through=table.choice("seen_through", SeenThrough) if table.has("seen_through") else None,
        )
    except ContradictionError as problem:
        table.refuse("contradiction", why=problem.code)
    table.done()
    return kind


def _combination(table: Table, kinds: tuple[DocumentKind, ...]) -> Combination:
    combination = Combination(table.texts("groups"), table.flag("photo"), table.flag("address"))
    table.done()
    members = [kind for kind in kinds if kind.group in combination.groups]
    if combination.photo and not any(kind.photo for kind in members):
        table.refuse("groups_without_photo")
    if combination.address and all(kind.address is AddressShown.NO for kind in members):
        table.refuse("groups_without_address")
    return combination


def _zone(table: Table) -> str:
    zone = table.text("zone")
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError):
        table.refuse("unknown_zone")
    return zone


def _holiday(table: Table) -> Holiday:
    holiday = Holiday(table.day("day"), table.text("name"))
    table.done()
    return holiday


def _throttle(table: Table) -> ThrottleRules:
    try:
        rules = ThrottleRules(
            free=table.whole("free", 0, 20),
            base_seconds=table.whole("base_seconds", 1, 3600),
            cap_seconds=table.whole("cap_seconds", 60, 86400),
            decay_seconds=table.whole("decay_seconds", 0, 604800),
        )
    except ContradictionError as problem:
        table.refuse("contradiction", why=problem.code)
    table.done()
    return rules


def _appointments(table: Table) -> AppointmentRules:
    rules = AppointmentRules(
        usual_minutes=table.whole("usual_minutes", SHORTEST, LONGEST),
        notice_days=table.whole("notice_days", 0, 21),
        extra_minutes=table.whole("extra_minutes", 0, LONGEST) if table.has("extra_minutes") else EXTRA_MINUTES,
    )
    table.done()
    return rules


def _contact(table: Table) -> Contact:
    contact = Contact(
        department=table.text("department"),
        address=table.texts("address"),
        telephone=table.text("telephone"),
        mail=table.text("mail"),
        complaints=table.text("complaints"),
        complaints_mail=table.text("complaints_mail"),
        made_up=table.has("made_up") and table.flag("made_up"),
    )
    if not contact.address:
        table.refuse("missing_address")
    table.done()
    return contact


def _regulator(table: Table) -> Regulator:
    regulator = Regulator(
        name=table.text("name"),
        address=table.texts("address") if table.has("address") else (),
        telephone=table.text("telephone"),
        web=table.text("web"),
    )
    table.done()
    return regulator


def _opening(table: Table) -> tuple[Opening | None, ...]:
    """Return seven days, Monday first; a day that is not named is closed."""
    week = tuple(_hours(table.table(day)) if table.has(day) else None for day in _DAYS)
    table.done()
    return week


def _hours(table: Table) -> Opening:
    try:
        hours = Opening(table.clock_time("opens"), table.clock_time("closes"))
    except ContradictionError as problem:
        table.refuse("contradiction", why=problem.code)
    table.done()
    return hours
