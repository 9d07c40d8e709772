"""Each change of a policy, and each row of one, is a sentence with nothing left in it that is a code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

from desktop.config import RESOURCES
from desktop.domain.office.policy import Holiday
from desktop.domain.office.policy_changes import Change, Setting, Value
from desktop.domain.recordings.keeping_changes import Going
from desktop.environment.policy_files import load_identity_policy, load_keeping_policy, load_office_policy
from desktop.words.codes.policies import change_words, going_words
from desktop.words.office.policy_rows import rows_of

POLICIES = RESOURCES / "policies"
IDENTITY = load_identity_policy(POLICIES / "identity.toml")
OFFICE = load_office_policy(POLICIES / "office.toml")
KEEPING = load_keeping_policy(POLICIES / "keeping.toml")

VALUES: dict[Setting, tuple[Value, ...]] = {
    Setting.PHOTO: (True, False),
    Setting.HAS_MRZ: (True, False),
    Setting.HAS_LICENCE_NUMBER: (True, False),
    Setting.INTERNAL: (True, False),
    Setting.WELSH_UNCHECKED: (True, False),
    Setting.DIRECTORY_FILES: (True, False),
    Setting.DIRECTORY_GROUP: ("adviser", "adviser approver", None),
    Setting.WELSH: ("no", "offered", "in_wales"),
    Setting.SEEN_THROUGH: ("share_code", None),
    Setting.ADDRESS: ("yes", "no", "ask"),
    Setting.ASKS: ("expiry", "issued", None),
    Setting.ENDED_ON: ("2026-06-30", "2026-07-01", None),
    Setting.OPENING: ("09:00:00-17:00:00", "08:30:00-17:00:00", None),
    Setting.KIND: ("Passport", "Library card", None),
    Setting.SOURCE: ("switchboard", None),
    Setting.HOLIDAY: ("A day", "Another day", None),
    Setting.COMBINATION: ("A + B/photo address", None),
    Setting.ASSESSMENT: ("DPIA 1", "DPIA 2", None),
    Setting.MAX_AGE: (3, 6, None),
    Setting.SYSTEM_DAYS: (90, 30, None),
}
OF = {Setting.OPENING: "monday", Setting.HOLIDAY: "2027-05-10", Setting.CONTACT: "made_up", Setting.REGULATOR: "web"}
OF |= {Setting.ANSWER: "origin", Setting.ANSWER_WELSH: "more"}
OF |= dict.fromkeys((Setting.FREE_TRIES, Setting.BASE_SECONDS, Setting.CAP_SECONDS, Setting.DECAY_SECONDS), "desk")


def test_a_change_is_a_sentence() -> None:
    pairs = [(setting, *pair) for setting in Setting for pair in permutations(VALUES.get(setting, (3, 6)), 2)]
    changes = [Change(*pair, False, OF.get(pair[0], "Bill")) for pair in pairs]
    said = [(change, change_words(change)) for change in changes]
    assert [each for each in said if not (each[1][0].isupper() or each[1][0].isdigit()) or each[1][-1] != "."] == []
    code = {"None", "True", "False", "{", "_", "/"}
    assert [each for each in said if code & {*each[1], *each[1].split()}] == []
    assert [change for change, words in said if not change_words(replace(change, internal=True)).endswith(words)] == []


SAID = {
    Change(Setting.MAX_AGE, 3, 6, True, "Bill"): "Bill: may be 6 months old instead of 3.",
    Change(Setting.OPENING, None, "09:00:00-12:30:00", True, "saturday"): (
        "Saturday: open 9:00am to 12:30pm; closed until now."
    ),
    Change(Setting.COMBINATION, None, "A + B/photo address", True): (
        "One document of each group, A + B, with a photo and the current address is enough."
    ),
    Change(Setting.CONTACT, True, False, False, "made_up"): (
        "On letters, whether all of this is an example: no instead of yes."
    ),
    Change(Setting.REGULATOR, "", "1 Road", False, "address"): "The regulator, the address: 1 Road instead of nothing.",
    Change(Setting.RESUME_DAYS, 14, 0, False): "An interrupted session can be continued for 0 days instead of 14.",
    Change(Setting.INTERNAL, False, True, True): (
        "People of the office who listen are identified by rules of their own."
    ),
}


def test_it_reads_as_a_person_would_say_it() -> None:
    assert {change: change_words(change) for change in SAID} == SAID


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
    assert rows["Passport"].of == IDENTITY.kind("passport") and not rows["Passport"].of_staff
    assert rows["Staff pass"].of == IDENTITY.named("staff_pass") and rows["Staff pass"].of_staff
    combinations = [row for row in rows_of(IDENTITY) if row.of in IDENTITY.combinations]
    assert [row.of for row in combinations if not row.of_staff] == list(IDENTITY.combinations)
    assert len({row.what for row in combinations}) == len(combinations), "links of one name lead to different pages"
    assert rows["Enough from people of the office: A"].of_staff
    assert rows["Recordings of telephony are kept for"].at == ("sources", 0, "months")
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
