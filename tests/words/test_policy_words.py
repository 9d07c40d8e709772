"""Each change of a policy, and each row of one, is a sentence with nothing left in it that is a code."""

from __future__ import annotations

from dataclasses import is_dataclass, replace
from datetime import date
from itertools import product
from typing import Any

from desktop.config import RESOURCES
from desktop.domain.office.office_policy import Holiday
from desktop.domain.office.policies import Change, Value, parts_of, rules_of
from desktop.domain.recordings.retention import Going
from desktop.environment.policies import load_identity_policy, load_keeping_policy, load_office_policy
from desktop.words.policies import change_words, going_words, rows_of

POLICIES = RESOURCES / "policies"
IDENTITY = load_identity_policy(POLICIES / "identity.toml")
OFFICE = load_office_policy(POLICIES / "office.toml")
KEEPING = load_keeping_policy(POLICIES / "keeping.toml")

POLICIES_OF = (IDENTITY, OFFICE, KEEPING)
VALUES: dict[str, tuple[Value, ...]] = {
    "photo": (True, False),
    "has_mrz": (True, False),
    "has_licence_number": (True, False),
    "internal": (True, False),
    "welsh_unchecked": (True, False),
    "directory_files": (True, False),
    "directory_group": ("adviser", "adviser approver", None),
    "welsh": ("no", "offered", "in_wales"),
    "seen_through": ("share_code", None),
    "address": ("yes", "no", "ask"),
    "asks": ("expiry", "issued", None),
    "ended_on": ("2026-06-30", "2026-07-01", None),
    "opening": ("09:00:00-17:00:00", "08:30:00-17:00:00", None),
    "kind": ("Passport", "Library card", None),
    "source": ("switchboard", None),
    "holiday": ("A day", "Another day", None),
    "combination": ("A + B/photo address", None),
    "estate_assessment": ("DPIA 1", "DPIA 2", None),
    "max_age_months": (3, 6, None),
    "system_days": (90, 30, None),
}
OF = {"opening": "monday", "holiday": "2027-05-10", "contact": "made_up", "regulator": "web"}
OF |= {"answer": "origin", "answer_welsh": "more"}
OF |= dict.fromkeys(("free", "base_seconds", "cap_seconds", "decay_seconds"), "desk")


SETTINGS = sorted({"combination", "internal", *(code for policy in POLICIES_OF for code in rules_of(type(policy)))})


def test_a_change_is_a_sentence() -> None:
    for setting in SETTINGS:
        values = VALUES.get(setting, (3, 6))
        for was, becomes in product(values, values):
            if was != becomes:
                said = change_words(Change(setting, was, becomes, False, OF.get(setting, "Bill")))
                assert (said[0].isupper() or said[0].isdigit()) and said.endswith("."), said
                assert not {"None", "True", "False", "{", "_", "/"} & {*said, *said.split()}, said
                assert change_words(Change(setting, was, becomes, False, OF.get(setting, "Bill"), True)).endswith(said)


SAID = {
    Change("max_age_months", 3, 6, True, "Bill"): "Bill: may be 6 months old instead of 3.",
    Change("opening", None, "09:00:00-12:30:00", True, "saturday"): (
        "Saturday: open 9:00am to 12:30pm; closed until now."
    ),
    Change("combination", None, "A + B/photo address", True): (
        "One document of each group, A + B, with a photo and the current address is enough."
    ),
    Change("contact", True, False, False, "made_up"): (
        "On letters, whether all of this is an example: no instead of yes."
    ),
    Change("regulator", "", "1 Road", False, "address"): "The regulator, the address: 1 Road instead of nothing.",
    Change("resume_days", 14, 0, False): "An interrupted session can be continued for 0 days instead of 14.",
    Change("internal", False, True, True): ("People of the office who listen are identified by rules of their own."),
}


def test_it_reads_as_a_person_would_say_it() -> None:
    for change in SAID:
        assert change_words(change) == SAID[change]


def test_how_many_go() -> None:
    assert going_words(Going("telephony", (0, 1, 2_000), (1, 2_914, 3_000))) == [
        "1 recording of telephony is destroyed tonight; without this change: 0.",
        "2,914 recordings of telephony are destroyed in the next 30 days; without this change: 1.",
        "3,000 recordings of telephony are destroyed in the next 90 days; without this change: 2,000.",
    ]


def test_the_rows_of_a_policy_say_everything_and_open_what_has_a_number() -> None:
    office = replace(OFFICE, holidays=(Holiday(date(2027, 5, 10), "A day of thanks"),))
    rows = {row.what: row for policy in (IDENTITY, office, KEEPING) for row in rows_of(policy)}
    assert rows["Opening hours"].now == (
        "Monday to Thursday: 9:00am to 5:00pm; Friday: 9:00am to 4:30pm; Saturday and Sunday: closed"
    )
    assert rows["Holiday by hand"].now == "10 May 2027: A day of thanks"
    assert rows["A PC that nobody uses locks after"].at == ("idle_lock_minutes",)
    assert "12 months old at most" in rows["Council tax bill"].now
    assert "18 months after it expired" in rows["Biometric residence permit"].now
    assert rows["Passport"].at == ("kinds", "passport") and rows["Staff pass"].at == ("internal", "kinds", "staff_pass")
    combinations = [row for row in rows_of(IDENTITY) if row.at[0] == "combinations"]
    assert [row.at[1] for row in combinations] == [each.label for each in IDENTITY.combinations]
    assert len({row.what for row in combinations}) == len(combinations), "links of one name lead to different pages"
    assert rows["Enough from people of the office: A"].at == ("internal", "combinations", "A/photo")
    assert rows["Recordings of telephony are kept for"].at == ("sources", "telephony", "months")
    assert rows["An import keeps"].now == "Only recordings that a request asks for"
    estate = rows_of(replace(KEEPING, estate_assessment="DPIA 1"))[-1]
    assert estate.now == "Every recording: DPIA 1"
    alone = rows_of(replace(IDENTITY, internal=None))
    assert "Staff pass" not in {row.what for row in alone}
    bare = replace(IDENTITY.combinations[0], photo=False, address=False)
    assert rows_of(replace(IDENTITY, combinations=(bare,)))[0].now == "A + B"
    own = replace(OFFICE, contact=replace(OFFICE.contact, made_up=False))
    assert len(rows_of(own)) == len(rows_of(OFFICE)) - 1
    quiet = replace(KEEPING, sources=(replace(KEEPING.sources[0], system_days=None),))
    assert len(rows_of(quiet)) == len(rows_of(KEEPING)) - 1


def numbers_in(kind: Any) -> set[str]:
    parts = parts_of(kind)
    found = {part.name for part in parts if part.kind is int and part.required}
    return found.union(*(numbers_in(part.kind) for part in parts if is_dataclass(part.kind)))


def test_every_number_has_a_row() -> None:
    for policy in (OFFICE, KEEPING):
        assert numbers_in(type(policy)) <= {row.at[-1] for row in rows_of(policy)}
