"""The questions about each part of a policy: where they begin, what they change, and what is said at their fields.

Each form is filled on the page and previewed by the use case, in one office that nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

import pytest
from pytestqt.qtbot import QtBot

from desktop.application.office.policy_edits import ChangeSettings, preview_edit
from desktop.application.shared.commands import bound
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName, parts_of
from desktop.errors import FieldsError, PolicyRefusedError
from desktop.ui.office.policy_forms import form_of
from desktop.ui.office.policy_pages import MORE, HoursField, PolicyEditPage
from desktop.words.policies import PolicyRow, change_words, rows_of
from tests.ui.staff import Staff

if TYPE_CHECKING:
    from desktop.application.ports.office import AnyPolicy

IDENTITY, OFFICE, KEEPING = PolicyName
BILL, READ = "Gas, electricity, water or telephone bill", "How recordings of telephony are read"
HOURS, TABLE = "Opening hours", "The table beside recordings of telephony"
ANSWER = "What a response letter says about recordings"
GONE = ("gone",)


class Weaker(str):
    """A sentence of a preview that a second person has to adopt."""


CASES: Mapping[PolicyName, Sequence[tuple[str, Mapping[str, Any], str | Mapping[str, str]]]] = {
    OFFICE: [
        ("A PC that nobody uses locks after", {"only": "3"}, "locks after 3 minutes instead of 5."),
        ("A PC that nobody uses locks after", {"only": "900"}, {"idle_lock_minutes": "Type a number from 1 to 30."}),
        ("What this policy is called", {"name": "Riverside’s own"}, "Riverside’s own"),
        ("The time zone of this office", {"zone": "UTC"}, Weaker("is UTC instead of Europe/London.")),
        (
            "Who handles complaints",
            {"department": "Information Governance", "address": "Riverside House\n\n 1 Example Street \nExampleton"},
            {
                "telephone": "Type the telephone number.",
                "mail": "Type the e-mail address.",
                "complaints": "Type who handles complaints about data protection.",
                "complaints_mail": "Type the e-mail address of whoever handles complaints.",
            },
        ),
        (
            HOURS,
            {"monday": ("10am", "9am"), "friday": ("9am", "")},
            {
                "monday": "Type a closing time after the opening time.",
                "friday": "Type both times, such as 9am and 4:30pm, or leave both empty.",
            },
        ),
        (HOURS, {"friday": ("", "")}, "Friday: closed; open 9:00am to 4:30pm until now."),
        (HOURS, {"saturday": ("10am", "noon")}, Weaker("Saturday")),
        (
            "holidays",
            {"day": date(2027, 5, 10), "name": "A day of thanks"},
            "10 May 2027 is a holiday: A day of thanks.",
        ),
        (
            "directory_groups",
            {"group": " cn=a,dc=b ", "roles": [Role.ADVISER, Role.APPROVER]},
            Weaker("The directory group cn=a,dc=b gives Adviser and Approver here."),
        ),
        (
            "The regulator",
            {"address": "1 Road\n\nTown "},
            "The regulator, the address: 1 Road, Town instead of nothing.",
        ),
        (ANSWER, {"origin": "From you\nand us."}, "where the information in them comes from: “From you and us.”"),
        (ANSWER, {"gone": GONE}, "own words"),
        (
            "Letters in Welsh",
            {"welsh_unchecked": ("welsh_unchecked",)},
            Weaker("Letters are written with Welsh words that no native reader has checked."),
        ),
    ],
    IDENTITY: [
        (
            BILL,
            {"max_age_months": "6"},
            Weaker("Gas, electricity, water or telephone bill: may be 6 months old instead of 3."),
        ),
        (BILL, {"instead": "supervisor"}, "Gas, electricity, water or telephone bill"),
        ("Blue Badge", {"gone": GONE}, "Blue Badge is not accepted any more."),
        ("Passport", {"checks": ()}, Weaker("the machine-readable lines are no longer checked")),
        (
            "kinds",
            {"name": "Library card", "group": "b", "address": "no", "asks": "expiry", "grace_months": "1"},
            Weaker("A new document is accepted: Library card."),
        ),
        (
            "combinations",
            {"groups": "B + B + B", "shown": ("address",)},
            Weaker("One document of each group, B + B + B, with the current address is enough."),
        ),
        (
            "combinations",
            {"whose": "staff", "groups": "T", "shown": ()},
            {"groups": "At least one of these groups has no document. Type groups that have documents."},
        ),
        ("People of the office who listen show", {"internal": "same"}, "People of the office who listen"),
    ],
    KEEPING: [
        ("An import keeps", {"estate": "every"}, {"estate_assessment": "Type the reference of the impact assessment."}),
        (
            "An import keeps",
            {"estate": "every", "estate_assessment": "DPIA 2026/07"},
            Weaker("An import keeps every recording, even one that nobody asks for: DPIA 2026/07."),
        ),
        (READ, {"outside_line": "0"}, {"outside_line": "Type digits from 1 to 9, * or #."}),
        (
            READ,
            {"names": "freepbx", "outside_line": "9", "agent_channel": "1"},
            "Recordings of telephony are named or described in another way",
        ),
        (READ, {"gone": GONE}, {"gone": "The office has no other telephone system. Add that first."}),
        (
            "sources",
            {"name": "switchboard", "names": "3cx", "months": "12", "system_days": "90"},
            Weaker("Recordings of switchboard are destroyed when their retention period ends."),
        ),
        (
            TABLE,
            {"table": "other", "table_file": "calls-*.csv", "date_format": "example", "example": "tomorrow"},
            {
                "example": "Type that moment, all of it from the day to the minute, as the table writes it.",
                "column_started": "Choose the column that says when the call began.",
                "column_media": "Choose the column of the recording’s file, or that of the call’s identifier below.",
            },
        ),
        (
            TABLE,
            {
                "table": "other",
                "table_file": "calls-*.csv",
                "date_format": "example",
                "example": "24.11.26 at 14.30",
                "column_started": "Call start",
                "column_media": "File",
            },
            "Recordings of telephony are named or described in another way",
        ),
    ],
}
"""Of each policy: a row, by its words, or a list that gets one more entry; what is typed there (`only`: in its only
field); and a sentence of the preview, or the problems at the fields."""


@pytest.fixture
def policies(staff: Staff) -> Mapping[PolicyName, AnyPolicy]:
    return {IDENTITY: staff.desk.policies.identity, OFFICE: staff.desk.policy, KEEPING: staff.desk.keeping}


@pytest.fixture
def page(qtbot: QtBot) -> PolicyEditPage:
    made = PolicyEditPage()
    qtbot.addWidget(made)
    made.show()
    return made


def row_of(policy: AnyPolicy, row: str) -> PolicyRow:
    found = [each for each in rows_of(policy) if each.what == row]
    return found[0] if found else PolicyRow("", "", (row, ""))


def fill(page: PolicyEditPage, typed: Mapping[str, Any]) -> ChangeSettings:
    """Type that, and return what the page would change."""
    for name, value in typed.items():
        asked: Any = next(iter(page.asked.values())) if name == "only" else page.asked[name]
        if isinstance(asked, HoursField):
            asked.opens.setText(value[0])
            asked.closes.setText(value[1])
        else:
            asked.set_value(value)
        asked.edited.emit()
    edits: list[ChangeSettings] = []
    page.wanted.connect(edits.append)
    page.submitted.emit()
    page.wanted.disconnect(edits.append)
    [edit] = edits
    return edit


def test_each_part_says_what_it_would_change_or_what_is_wrong_at_its_field(
    staff: Staff, policies: Mapping[PolicyName, AnyPolicy], page: PolicyEditPage
) -> None:
    actor = staff.context(Role.ADMINISTRATOR).actor
    wrong: list[object] = []
    for name, row, typed, expected in ((name, *case) for name, cases in CASES.items() for case in cases):
        page.begin(name, form_of(policies[name], row_of(policies[name], row)))
        edit = fill(page, typed)
        try:
            preview = bound(preview_edit, staff.desk, actor, edit)()
        except (FieldsError, PolicyRefusedError) as error:
            assert page.show_refusal(error) and not page.busy
            problems = {asked.name: asked.problem for asked in page.fields() if asked.problem}
            wrong += [] if problems == expected else [(row, typed, problems)]
        else:
            said = "\n".join(change_words(change) for change in preview.changes)
            fine = isinstance(expected, str) and expected in said and preview.weaker is isinstance(expected, Weaker)
            wrong += [] if fine else [(row, typed, said, preview.weaker)]
    assert wrong == []


def test_a_form_begins_with_what_holds_and_asks_only_for_what_counts(
    staff: Staff, policies: Mapping[PolicyName, AnyPolicy], page: PolicyEditPage
) -> None:

    def begun(name: PolicyName, row: str, **typed: str) -> dict[str, Any]:
        """Return the values of the fields that are asked for, once that is chosen."""
        page.begin(name, form_of(policies[name], row_of(policies[name], row)))
        for chosen, value in typed.items():
            asked: Any = page.asked[chosen]
            asked.options[value].click()
        shown: list[Any] = [asked for asked in page.asked.values() if asked.isVisible()]
        return {asked.name: asked.value() for asked in shown if not isinstance(asked, HoursField)}

    contact = begun(OFFICE, "Who handles complaints")
    assert staff.desk.policy.contact.made_up and set(contact.values()) == {""}, "nobody keeps the example"
    licence = begun(IDENTITY, "UK photocard driving licence")
    assert (licence["address"], licence["asks"], licence["grace_months"]) == ("ask", "expiry", "")
    assert licence["checks"] == {"has_licence_number"} and "max_age_months" not in licence
    assert "grace_months" not in begun(IDENTITY, "UK photocard driving licence", asks="none"), "no date to count from"
    bill = begun(IDENTITY, BILL)
    assert bill["max_age_months"] == "3" and "whose" not in bill and "gone" in bill
    new = begun(IDENTITY, "kinds")
    assert new["whose"] == "everybody" and "gone" not in new
    assert "groups" not in begun(IDENTITY, "People of the office who listen show"), "they have rules of their own"
    assert "estate_assessment" not in begun(KEEPING, "An import keeps")
    assert begun(KEEPING, "An import keeps", estate="every")["estate_assessment"] == ""
    read = begun(KEEPING, READ)
    assert (read["names"], read["zone"], read["agent_channel"]) == ("any", "Europe/London", "unknown")
    assert "months" not in read and begun(KEEPING, "sources")["months"] == ""
    assert begun(KEEPING, TABLE) == {"table": "none"}
    assert set(begun(KEEPING, TABLE, table="asterisk")) == {"table", "table_file"}
    assert "column_media" in begun(KEEPING, TABLE, table="other")
    assert "gone" in begun(OFFICE, ANSWER)
    welsh = begun(OFFICE, "What a response letter in Welsh says about recordings")
    assert "gone" not in welsh and "the program translates nothing of it" in page.where()


def test_a_document_is_told_by_its_settings(policies: Mapping[PolicyName, AnyPolicy], page: PolicyEditPage) -> None:
    page.begin(IDENTITY, form_of(policies[IDENTITY], row_of(policies[IDENTITY], "kinds")))
    typed = {"name": "Library card", "group": "b", "address": "no", "asks": "expiry", "max_age_months": "3"}
    told = {"grace_months": "1", "ended_on": date(2030, 1, 1), "checks": ("has_mrz", "share_code"), "whose": "staff"}
    edit = fill(page, typed | told)
    assert edit.at == ("internal", "kinds", "") and not edit.gone
    assert edit.typed == typed | {
        "photo": False,
        "max_age_months": "",
        "grace_months": "1",
        "ended_on": ("1", "1", "2030"),
        "instead": "",
        "has_mrz": True,
        "has_licence_number": False,
        "seen_through": "share_code",
    }


NOT_ASKED = {"kinds.code", "contact.made_up"}
"""The log names a document by its code, which stays; an example goes when the office's own address is written."""
OTHERWISE = {
    **dict.fromkeys(("kinds.has_mrz", "kinds.has_licence_number", "kinds.seen_through"), "kinds.checks"),
    **dict.fromkeys(("combinations.photo", "combinations.address"), "combinations.shown"),
    **dict.fromkeys(("opening.opens", "opening.closes"), "opening.monday"),
    **{f"period.{each}": f"sources.{each}" for each in ("days", "months")},
    "table.file": "table.table_file",
    "table.columns": "table.column_media",
}
"""The field of a setting that is asked about under another name."""


def settings(kind: Any, of: str = "") -> Iterator[str]:
    """Yield the settings that a policy declares, each with what it is of."""
    for part in parts_of(kind):
        inside = part.kind if is_dataclass(part.kind) else part.entry if get_args(part.kind) else None
        if is_dataclass(inside):
            yield from settings(inside, part.name)
        else:
            yield f"{of}.{part.name}"


@pytest.mark.parametrize("name", PolicyName)
def test_every_setting_is_asked_about(
    policies: Mapping[PolicyName, AnyPolicy], page: PolicyEditPage, name: PolicyName
) -> None:
    policy, asked = policies[name], set[str]()
    more = [PolicyRow("", "", (of, "")) for of, (its, _) in MORE.items() if its is name]
    for row in [*rows_of(policy), *more]:
        page.begin(name, form_of(policy, row))
        asked |= {f"{of}.{field}" for field in page.asked for of in ("", *row.at)}
    declared = {OTHERWISE.get(each, each) for each in settings(type(policy))}
    assert declared - asked == NOT_ASKED & declared
