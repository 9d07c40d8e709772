"""The three policies: read whole or refused with the reason, and written so that they are read as they were."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from desktop.config import RESOURCES
from desktop.domain.copies.marking import GUARD_MS
from desktop.domain.office.office_policy import AnswerTexts, DirectoryGroup, Holiday, OfficePolicy, Opening, Welsh
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.domain.office.throttle import ACCOUNT_RULES, DESK_RULES
from desktop.domain.recordings.retention import KeepingPolicy, RetentionPeriod, Source
from desktop.domain.recordings.sources import Column, Names, SideTable
from desktop.domain.requests.deadline import PROMPT_DAYS
from desktop.domain.sessions.id_policy import AddressShown, Combination, IdPolicy, Instead, InternalRules
from desktop.domain.sessions.identity import Assessment, NameComparison, Shown, assess
from desktop.environment.policies import (
    TomlPolicies,
    file_name,
    load_identity_policy,
    load_keeping_policy,
    load_office_policy,
    read_policy,
    written,
)
from desktop.environment.policy_source import LARGEST_BYTES, SHIPPED
from desktop.errors import ExternalSystemError, PolicyRefusedError
from desktop.words.errors import message_for
from tests.support.offices import builders
from tests.support.refusals import error_of

IDENTITY = RESOURCES / "policies" / "identity.toml"
OFFICE = RESOURCES / "policies" / "office.toml"
TODAY = date(2026, 11, 24)


def test_the_standard_office_has_the_numbers_of_the_design() -> None:
    policy = load_office_policy(OFFICE)
    assert policy.idle_lock_minutes == 5
    assert policy.sign_off_working_days == 5
    assert policy.guard_ms == GUARD_MS
    assert policy.proof_prompt_days == PROMPT_DAYS
    assert (policy.sign_in_account, policy.sign_in_desk) == (ACCOUNT_RULES, DESK_RULES)
    assert policy.opening[0] == Opening(time(9), time(17))
    assert policy.opening[5:] == (None, None)


def test_the_shipped_contact_is_an_example_and_a_real_one_needs_no_mark(tmp_path: Path) -> None:
    shipped = load_office_policy(OFFICE)
    assert shipped.contact.made_up and "demo" in shipped.contact.department and shipped.regulator.address == ()
    own = tmp_path / "office.toml"
    text = OFFICE.read_text("utf-8").replace("made_up = true\n", "")
    own.write_text(text.replace('web = "', 'address = ["1 Example Street"]\nweb = "'), encoding="utf-8")
    policy = load_office_policy(own)
    assert not policy.contact.made_up and policy.regulator.address == ("1 Example Street",)


KINDS: Final = {
    **dict.fromkeys(
        (
            "passport",
            "driving_licence",
            "residence_permit",
            "evisa",
            "identity_card",
            "armed_forces_card",
            "pass_card",
            "photo_bus_pass",
            "voter_authority_certificate",
            "electoral_identity_card",
            "scottish_entitlement_card",
            "eea_driving_licence",
            "veteran_card",
            "blue_badge",
            "birth_certificate",
            "marriage_certificate",
        )
    ),
    **dict.fromkeys(("utility_bill", "bank_statement"), 3),
    **dict.fromkeys(("council_tax_bill", "benefits_letter", "tenancy_agreement", "mortgage_statement"), 12),
}
"""The kinds of identity document of the design, with the months that each may be old."""


def test_the_standard_identity_policy_has_the_kinds_of_the_design() -> None:
    policy = load_identity_policy(IDENTITY)
    assert {kind.code: kind.max_age_months for kind in policy.kinds} == KINDS
    assert {(kind.group, kind.photo) for kind in policy.kinds} == {("A", True), ("B", False)}
    assert [each.groups for each in policy.combinations] == [("A", "B"), ("A", "A")]


def test_an_evisa_counts_once_staff_have_opened_it_with_the_share_code() -> None:
    policy, bill = load_identity_policy(IDENTITY), fine("utility_bill", shows_current_address=True)
    for opened, complete in ((None, False), (False, False), (True, True)):
        found = judged(policy, [Shown("evisa", name=NameComparison.MATCH, opened_by_code=opened), bill])
        assert found.complete is complete
    assert found.slots[0].photo and not found.slots[0].address


def judged(policy: IdPolicy, documents: list[Shown], today: date = TODAY) -> Assessment:
    """Judge documents for a request that has no date of birth."""
    return assess(policy, documents, today, born_known=False)


def test_internal_access_asks_for_a_staff_pass_or_one_document_with_a_photo() -> None:
    policy = load_identity_policy(IDENTITY).for_staff
    assert policy is not None and policy.of_staff
    assert [(each.groups, each.photo, each.address) for each in policy.combinations] == [
        (("S",), True, False),
        (("A",), True, False),
    ]
    assert policy.kinds[0].code == "staff_pass" and {kind.group for kind in policy.kinds} == {"S", "A"}
    assert {kind.address for kind in policy.kinds} == {AddressShown.NO}, "nobody is asked whether it shows one"
    assert judged(policy, [Shown("staff_pass", name=NameComparison.MATCH)]).complete
    assert judged(policy, [Shown("driving_licence", date(2030, 1, 1), name=NameComparison.MATCH)]).complete


def fine(kind: str, shows_current_address: bool | None = None) -> Shown:
    return Shown(kind, date(2030, 1, 1), date(2026, 11, 1), NameComparison.MATCH, None, shows_current_address)


@pytest.mark.parametrize(
    ("documents", "complete"),
    [
        ([fine("passport"), fine("utility_bill", shows_current_address=True)], True),
        ([fine("passport"), fine("driving_licence", shows_current_address=True)], True),
        ([fine("passport"), fine("driving_licence", shows_current_address=False)], False),
        ([fine("pass_card", shows_current_address=True), fine("passport")], False),
        ([fine("passport"), fine("birth_certificate")], False),
        ([fine("utility_bill", True), fine("council_tax_bill", True)], False),
    ],
)
def test_the_standard_policy_judges_as_the_design_says(documents: list[Shown], complete: bool) -> None:
    assert judged(load_identity_policy(IDENTITY), documents).complete is complete


def test_holders_of_a_residence_permit_are_offered_the_other_route() -> None:
    permit = Shown("residence_permit", date(2024, 12, 31), None, NameComparison.MATCH)
    policy = load_identity_policy(IDENTITY)
    assert judged(policy, [permit], date(2026, 6, 30)).slots[0].accepted
    assert Instead.EVISA in judged(policy, [permit]).slots[0].problems[0].instead


Load = Callable[[Path], object]
ADDRESS = 'address = ["Riverside House", "1 Example Street", "Exampleton", "ZZ9 9ZZ"]'
PASSPORT = '[[kinds]]\ncode = "passport"\nname = "Passport"'


@pytest.mark.parametrize(
    ("load", "standard", "old", "new", "code", "words"),
    [
        (load_office_policy, OFFICE, "guard_ms = 150", "guard_ms = 0", "out_of_range", "guard_ms"),
        (load_office_policy, OFFICE, "guard_ms = 150", "", "missing_key", "guard_ms"),
        (load_office_policy, OFFICE, "guard_ms = 150", "guard_ms = 150\nguards = 1", "unknown_key", "guards"),
        (load_office_policy, OFFICE, "idle_lock_minutes = 5", "idle_lock_minutes = 900", "out_of_range", "idle"),
        (load_office_policy, OFFICE, "Europe/London", "Europe/Atlantis", "unknown_zone", "zone"),
        (load_office_policy, OFFICE, "closes = 16:30:00", "closes = 08:30:00", "contradiction", "opening, friday"),
        (load_office_policy, OFFICE, "friday", "fryday", "unknown_key", "fryday"),
        (load_office_policy, OFFICE, "base_seconds = 30", "base_seconds = 1000", "contradiction", "account"),
        (load_office_policy, OFFICE, "usual_minutes = 45", "usual_minutes = 5", "out_of_range", "appointments"),
        (load_office_policy, OFFICE, 'telephone = "01632', 'phone = "01632', "missing_key", "contact: telephone"),
        (load_office_policy, OFFICE, ADDRESS, "address = []", "contradiction", "contact"),
        (load_office_policy, OFFICE, "made_up = true", 'made_up = "yes"', "not_flag", "contact"),
        (load_identity_policy, IDENTITY, "resume_days = 14", "resume_days = -1", "out_of_range", "resume_days"),
        (load_identity_policy, IDENTITY, '"passport"', '"utility_bill"', "contradiction", "listed twice"),
        (load_identity_policy, IDENTITY, '["A", "B"]', '["A"]', "contradiction", "at least two documents"),
        (load_identity_policy, IDENTITY, '["A", "B"]', '["A", "C"]', "contradiction", "has no document"),
        (load_identity_policy, IDENTITY, '["A", "A"]', '["B", "B"]', "contradiction", "has a photo"),
        (load_identity_policy, IDENTITY, '"ask"', '"no"', "contradiction", "shows one"),
        (load_identity_policy, IDENTITY, "address = true", "address = true\nx = 1", "unknown_key", "combinations 1"),
        (load_identity_policy, IDENTITY, PASSPORT, f"{PASSPORT}\nmax_age_months = 3", "contradiction", "kinds 1"),
        (load_identity_policy, IDENTITY, "2026-06-30", '"2026"', "not_a_date", "kinds 3"),
    ],
)
def test_a_policy_that_does_not_say_what_it_must_is_refused_with_the_reason(
    tmp_path: Path, load: Load, standard: Path, old: str, new: str, code: str, words: str
) -> None:
    text = standard.read_text(encoding="utf-8")
    assert old in text
    changed = tmp_path / standard.name
    changed.write_text(text.replace(old, new, 1), encoding="utf-8")
    refused = error_of(PolicyRefusedError, load, changed)
    assert refused.code.removesuffix("_alike") == code
    assert words in message_for(refused)
    assert standard.name in message_for(refused)


KEEPING = RESOURCES / "policies" / "keeping.toml"


def test_the_standard_policy_keeps_half_a_year_and_nothing_that_nobody_asked_for() -> None:
    policy = load_keeping_policy(KEEPING)
    source = policy.source("telephony")
    assert source is not None
    assert (source.period, source.system_days, source.zone.key) == (RetentionPeriod(months=6), 90, "Europe/London")
    assert (policy.hold_review_months, policy.warn_days, policy.estate_assessment) == (3, 14, None)
    assert policy.source("another") is None


def test_keeping_a_whole_estate_names_its_assessment(tmp_path: Path) -> None:
    path = tmp_path / "keeping.toml"
    path.write_text('estate_assessment = "DPIA 2026/07"\n' + KEEPING.read_text("utf-8"))
    assert load_keeping_policy(path).estate_assessment == "DPIA 2026/07"


TABLE = """
agent_channel = 1
[sources.table]
file = "calls-*.csv"
date_format = "%d/%m/%Y %H:%M:%S"
[sources.table.columns]
started = "Call start"
media = "File"
number = "Outside number"
"""


def with_table(tmp_path: Path) -> Path:
    """Return the standard policy, with a table of its own for its source."""
    path = tmp_path / "keeping.toml"
    plain = KEEPING.read_text("utf-8")
    path.write_text(plain.replace('names = "any"', 'names = "oreka"' + TABLE, 1))
    return path


def test_a_source_says_how_its_recordings_are_named_and_told_about(tmp_path: Path) -> None:
    source = load_keeping_policy(with_table(tmp_path)).source("telephony")
    assert source is not None and source.table is not None
    assert (source.names, source.agent_channel, source.table.file) == (Names.OREKA, 1, "calls-*.csv")
    columns = ((Column.STARTED, "Call start"), (Column.MEDIA, "File"), (Column.NUMBER, "Outside number"))
    assert (source.table.columns, source.table.date_format) == (columns, "%d/%m/%Y %H:%M:%S")


def test_the_examples_in_the_file_can_be_used(tmp_path: Path) -> None:
    text = KEEPING.read_text("utf-8")
    head, examples = text.split("\n# A FreePBX", 1)
    lines = [line.removeprefix("#   ") for line in examples.splitlines() if line.startswith("#   ")]
    path = tmp_path / "keeping.toml"
    path.write_text(head + "\n" + "\n".join(lines) + "\n")
    policy = load_keeping_policy(path)
    found = {source.name: source.names for source in policy.sources}
    assert [source.outside_line for source in policy.sources] == ["", "9", "", ""]
    assert found == {
        "telephony": Names.ANY,
        "switchboard": Names.FREEPBX,
        "contact-centre": Names.AMAZON_CONNECT,
        "reception": Names.ANY,
    }


TWICE = '[[sources]]\nname = "telephony"\nzone = "UTC"\nmonths = 1\ndays = 0\nsystem_days = 90\nnames = "any"\n\n'
KEEPING_REFUSED = [
    ('media = "File"', "", "contradiction"),
    ('started = "Call start"', "", "contradiction"),
    ("%Y", "", "contradiction"),
    ("calls-*.csv", "exports/calls.csv", "contradiction"),
    ("agent_channel = 1", "agent_channel = 2", "out_of_range"),
    ("[sources.table.columns]", "[sources.columns]", "contradiction"),
    ('started = "Call start"\nmedia = "File"\nnumber = "Outside number"\n', "", "no_column_named"),
    ("months = 6", "months = 0", "contradiction"),
    ("system_days = 90", "system_days = 0", "out_of_range"),
    ("system_days = 90", 'outside_line = "0"', "contradiction"),
    ("warn_days = 14", "warn_days = 0", "out_of_range"),
    ('names = "oreka"', 'names = "all"', "not_a_choice"),
    ("[[sources]]", "[[source]]", "not_tables"),
    ("warn_days = 14", 'warn_days = 14\nestate_assessment = " "', "not_text"),
    ("[[sources]]", TWICE + "[[sources]]", "contradiction"),
]


@pytest.mark.parametrize(("old", "new", "code"), KEEPING_REFUSED)
def test_a_keeping_policy_or_a_table_that_cannot_be_gone_by_is_refused(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    path = with_table(tmp_path)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert error_of(PolicyRefusedError, load_keeping_policy, path).code.removesuffix("_alike") == code


TEXTS = TomlPolicies(None)
ID_POLICY = load_identity_policy(SHIPPED / "identity.toml")
OFFICE_POLICY = load_office_policy(SHIPPED / "office.toml")
DAY = date(2027, 5, 10)
STAFF_PASS = replace(ID_POLICY.kinds[0], code="pass", name='A "pass"', group="S")
COLUMNS = ((Column.STARTED, 'The "start"'), (Column.MEDIA, "Datei"), (Column.NUMBER, "CLI"))
SIDE_TABLE = SideTable("calls-*.csv", COLUMNS, "%d/%m/%Y %H:%M")
LIBERTY = Source("liberty", ZoneInfo("UTC"), RetentionPeriod(12, 3), 90, Names.VERBA, 1, SIDE_TABLE, outside_line="9")
BARE = Source("bare", ZoneInfo("Europe/London"), RetentionPeriod(days=1))
ADVISERS = DirectoryGroup('cn=Heads \\2C "all",dc=example,dc=org', frozenset({Role.APPROVER, Role.SUPERVISOR}))
EVERYTHING = replace(
    OFFICE_POLICY,
    opening=(None, Opening(time(10), time(12, 30)), *OFFICE_POLICY.opening[2:]),
    contact=replace(OFFICE_POLICY.contact, address=("1 Road", 'The "town"'), made_up=False),
    regulator=replace(OFFICE_POLICY.regulator, address=("1 Quay",)),
    holidays=(Holiday(DAY, "Zoë’s day"), Holiday(date(2028, 1, 3), "\\")),
    helplines=(),
    answer=None,
    answer_welsh=AnswerTexts("a", "b", "c", "d"),
    welsh=Welsh.IN_WALES,
    welsh_unchecked=True,
    directory_groups=(ADVISERS, replace(ADVISERS, group="cn=a,dc=b")),
)
INSIDE = InternalRules((Combination(("S",), address=False), Combination(("A", "B"), photo=False)), (STAFF_PASS,))


def shipped(name: PolicyName) -> str:
    return (SHIPPED / file_name(name)).read_text("utf-8")


def test_without_an_office_the_files_are_those_that_are_shipped() -> None:
    assert TEXTS.files() == {name: shipped(name) for name in PolicyName}


@pytest.mark.parametrize(
    "policy",
    [
        OFFICE_POLICY,
        EVERYTHING,
        ID_POLICY,
        replace(ID_POLICY, internal=None),
        replace(ID_POLICY, internal=INSIDE),
        builders.KEEPING,
        replace(builders.KEEPING, sources=(LIBERTY, BARE, replace(LIBERTY, name="own", table=SideTable("cdr-*.csv")))),
        replace(builders.KEEPING, estate_assessment="DPIA 1", held_without_number=1),
        *(TEXTS.read(name, shipped(name)) for name in PolicyName),
    ],
)
def test_what_is_written_is_read_as_it_was(policy: IdPolicy | OfficePolicy | KeepingPolicy) -> None:
    text = TEXTS.write(policy)
    assert TEXTS.read(policy.POLICY, text) == policy
    assert TEXTS.write(TEXTS.read(policy.POLICY, text)) == text and "#" not in text


@pytest.mark.parametrize("said", ['"', "\\", "Zoë", "two\nlines", "\t", "=[]"])
def test_every_text_is_written_so_that_it_is_read_as_it_was(said: str) -> None:
    values = {"c": {"d": [{"e": said}]}, "a": said, "b": [said, "x"], "f": True, "g": DAY, "h": []}
    assert tomllib.loads(written(values)) == values


def test_a_number_that_came_later_has_its_default_in_an_earlier_version_and_is_written_from_then_on() -> None:
    without = shipped(PolicyName.KEEPING).replace("held_without_number = 25\n", "")
    policy = TEXTS.read(PolicyName.KEEPING, without)
    assert policy == TEXTS.read(PolicyName.KEEPING, shipped(PolicyName.KEEPING))
    assert "held_without_number = 25\n" in TEXTS.write(policy)


def test_what_is_as_without_it_is_not_written() -> None:
    said = tomllib.loads(TEXTS.write(replace(builders.KEEPING, sources=(BARE,))))
    assert said["sources"] == [{"name": "bare", "zone": "Europe/London", "days": 1}]


@pytest.mark.parametrize("content", ["name = 'a\u202eb'", "# \u200b", "\x07"])
def test_a_character_that_nobody_sees_is_refused(content: str) -> None:
    with pytest.raises(PolicyRefusedError, match="policy_hidden_character"):
        read_policy(PolicyName.OFFICE, content)


def test_a_text_that_is_too_long_is_refused_unread() -> None:
    with pytest.raises(PolicyRefusedError, match="too_large"):
        read_policy(PolicyName.OFFICE, "#" * (LARGEST_BYTES + 1))


def test_a_file_is_read_and_saved_but_never_over_another(tmp_path: Path) -> None:
    file = tmp_path / "office.toml"
    TEXTS.save(file, "name = 'Zoë'\n")
    assert TEXTS.file_text(file) == "name = 'Zoë'\n"
    with pytest.raises(ExternalSystemError, match="policy_file_exists"):
        TEXTS.save(file, "")
    with pytest.raises(ExternalSystemError, match="policy_file_not_written"):
        TEXTS.save(tmp_path / "no folder" / "office.toml", "")
