"""One part of a policy is changed in a window: as it was typed, previewed, and by two where a check gets weaker."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desktop.application.office import policies
from desktop.application.office.policy_edits import ChangeSettings, FileEdit, SourceEdit, export_with_source
from desktop.application.office.signing_in import InPerson
from desktop.bootstrap.policies import policies_of
from desktop.domain.log.events import EventKind
from desktop.domain.office.office_policy import AnswerTexts, DirectoryGroup, OfficePolicy, Welsh
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.domain.recordings.retention import KeepingPolicy, RetentionPeriod, Source
from desktop.domain.recordings.sources import Column, Names, SideTable
from desktop.domain.sessions.id_policy import Combination, IdPolicy
from desktop.environment.policies import read_policy
from desktop.errors import NotAllowedError, PolicyRefusedError, WrongStateError
from desktop.words.policies import change_words
from tests.application.office.by_policies import (
    KEEPING,
    OFFICE,
    begin,
    by,
    change,
    decide,
    previewed,
    problems,
    text,
    texts,
    typed,
    view,
    waits,
)
from tests.support.offices.builders import PASSWORD, Office
from tests.support.refusals import field_problems, refusal

pytestmark = pytest.mark.usefixtures("begun")


@pytest.fixture
def begun(office: Office) -> None:
    """Let the office go by policies of its own."""
    begin(office)


def number(typed: str, *at: str, name: PolicyName = OFFICE) -> ChangeSettings:
    return ChangeSettings(name, at[:-1], {at[-1]: typed})


def test_one_number_changes_and_nothing_else(office: Office) -> None:
    for edit, setting, about in (
        (number("3", "idle_lock_minutes"), "idle_lock_minutes", ""),
        (number("3", "sign_in_desk", "free"), "free", "desk"),
        (number("7", "sources", "telephony", "months", name=KEEPING), "months", "telephony"),
        (number("", "sources", "telephony", "system_days", name=KEEPING), "system_days", "telephony"),
    ):
        shown = previewed(office, edit)
        assert [(each.setting, each.about, each.weaker) for each in shown.changes] == [(setting, about, False)]
        assert "#" in text(office, edit.name) and "#" not in shown.content, "what the program writes has no comments"
        assert texts(office).write(texts(office).read(edit.name, shown.content)) == shown.content


def test_what_is_no_number_is_said_at_its_field(office: Office) -> None:
    for wrong in ("", "five", "-1", "1.5", "٣"):
        assert problems(office, number(wrong, "idle_lock_minutes")) == {"idle_lock_minutes": "not_a_number"}


def test_limits_and_what_goes_together_hold_as_in_a_file(office: Office) -> None:
    with pytest.raises(PolicyRefusedError, match="out_of_range") as refused:
        previewed(office, number("31", "idle_lock_minutes"))
    assert refused.value.arguments["key"] == "idle_lock_minutes"
    with pytest.raises(PolicyRefusedError, match="contradiction") as at_odds:
        previewed(office, number("1000", "sign_in_account", "base_seconds"))
    assert at_odds.value.arguments["why"] == "waits_do_not_grow"


SAID = AnswerTexts("To check.", "Few.", "You and us.", "No more.")


TOLD = ChangeSettings(PolicyName.OFFICE, ("answer",), vars(SAID))


WELSH = ("answer_welsh",)


def in_welsh(welsh: str | None, *, unchecked: bool = False) -> ChangeSettings:
    return ChangeSettings(PolicyName.OFFICE, (), {"welsh": welsh, "welsh_unchecked": unchecked})


def becomes(office: Office, edit: ChangeSettings) -> OfficePolicy:
    policy = texts(office).read(PolicyName.OFFICE, previewed(office, edit).content)
    assert isinstance(policy, OfficePolicy)
    return policy


def test_a_response_letter_is_in_the_offices_own_words_or_the_programs(office: Office) -> None:
    assert not previewed(office, TOLD).weaker and becomes(office, TOLD).answer == SAID
    assert becomes(office, replace(TOLD, gone=True)).answer is None
    in_welsh = becomes(office, replace(TOLD, at=WELSH))
    assert in_welsh.answer_welsh == SAID and in_welsh.answer == office.policy.answer
    nothing, missing = dict.fromkeys(TOLD.typed, ""), {name: f"answer_{name}_missing" for name in TOLD.typed}
    assert [problems(office, replace(TOLD, at=at, typed=nothing)) for at in (TOLD.at, WELSH)] == [missing, missing]
    assert [*problems(office, typed(TOLD, more="a\u202eb"))] == ["more"]


def test_unchecked_welsh_needs_a_second_person_and_checked_does_not(office: Office) -> None:
    checked, unchecked = in_welsh("in_wales"), in_welsh("offered", unchecked=True)
    assert not previewed(office, checked).weaker and becomes(office, checked).welsh is Welsh.IN_WALES
    weaker = {each.setting for each in previewed(office, unchecked).changes if each.weaker}
    assert weaker == {"welsh_unchecked"}
    policy = becomes(office, unchecked)
    assert policy.welsh is Welsh.OFFERED and policy.welsh_unchecked
    assert problems(office, in_welsh(None)) == {"welsh": "welsh_missing"}


DN = "cn=advisers,ou=groups,dc=example,dc=org"


ADVISERS = ChangeSettings(
    PolicyName.OFFICE, ("directory_groups", ""), {"group": DN, "roles": frozenset({Role.ADVISER})}
)


THERE = ("directory_groups", DN)


def done(office: Office, use_case: Any, who: str, *what: Any, **more: Any) -> None:
    by = InPerson(office.actor(who), PASSWORD)
    command = (
        policies.ChangePolicy(by, PolicyName.OFFICE, *what)
        if use_case is policies.change_policy
        else policies.DecideOnPolicy(by, *what)
    )
    office.do(use_case, command, policy=policies_of(office.parts).office, **more)


def changed(office: Office, edit: ChangeSettings) -> policies.Preview:
    """Have an administrator change it, and a supervisor adopt it where it waits."""
    shown = previewed(office, edit)
    done(
        office, policies.change_policy, "administrator", shown.content, shown.seen, "A new group.", texts=texts(office)
    )
    if shown.weaker:
        with office.uow().read_only() as uow:
            waits = next(each for each in uow.policies.versions() if each.waits)
        done(office, policies.adopt_policy, "supervisor", waits)
    return shown


def groups(office: Office) -> tuple[DirectoryGroup, ...]:
    return policies_of(office.parts).office.directory_groups


@pytest.mark.against("directory")
def test_one_more_and_one_more_role_wait_for_a_second_person(office: Office) -> None:
    shown = changed(office, ADVISERS)
    assert shown.weaker and groups(office) == (DirectoryGroup(DN, frozenset({Role.ADVISER})),)
    assert [change_words(each) for each in shown.changes] == [
        "Groups in the directory.toml of a PC no longer count.",
        f"The directory group {DN} gives Adviser here.",
    ]
    both = typed(ADVISERS, at=THERE, roles=frozenset({Role.ADVISER, Role.SUPERVISOR}))
    shown = changed(office, both)
    said = f"The directory group {DN} gives Adviser and Supervisor here instead of Adviser."
    assert shown.weaker and [change_words(each) for each in shown.changes] == [said]
    shown = changed(office, replace(ADVISERS, at=THERE))
    assert not shown.weaker and groups(office)[0].roles == {Role.ADVISER}
    other = "cn=others,dc=example,dc=org"
    assert changed(office, typed(ADVISERS, at=THERE, group=other)).weaker, "a group under another name is another group"
    assert [each.group for each in groups(office)] == [other]
    kinds = [event.kind for event in office.events() if "weaker" in event.facts]
    assert kinds.count(EventKind.POLICY_PROPOSED) == 3 and kinds.count(EventKind.POLICY_CHANGED) == 1


def test_what_is_no_group_or_has_no_role_is_said_at_its_field(office: Office) -> None:
    changed(office, ADVISERS)
    assert problems(office, typed(ADVISERS, group=" ", roles=frozenset())) == {
        "group": "directory_group_missing",
        "roles": "directory_roles_missing",
    }
    assert problems(office, typed(ADVISERS, group="Advisers")) == {"group": "directory_group_not_a_dn"}
    assert problems(office, typed(ADVISERS, group=DN.upper())) == {"group": "directory_group_named_already"}
    assert [*problems(office, typed(ADVISERS, group=f"{DN}\u202e"))] == ["group"]
    with pytest.raises(WrongStateError, match="policy_changed_meanwhile"):
        previewed(office, replace(ADVISERS, at=("directory_groups", "cn=gone,dc=example")))
    with pytest.raises(NotAllowedError):
        previewed(office, typed(ADVISERS, group="cn=others,dc=example"), "supervisor")


READ = {"names": "ringcentral", "zone": "UTC", "outside_line": "9", "agent_channel": "", "system_days": "90"}


NEW = ChangeSettings(KEEPING, ("sources", ""), {**READ, "name": "ringcentral", "months": "12"})


def of(name: str, **more: str | None) -> ChangeSettings:
    return ChangeSettings(KEEPING, ("sources", name), {**READ, **more})


def gone(name: str) -> ChangeSettings:
    return ChangeSettings(KEEPING, ("sources", name), READ, gone=True)


def kept(content: str) -> KeepingPolicy:
    found = read_policy(KEEPING, content)
    assert isinstance(found, KeepingPolicy)
    return found


def now(office: Office) -> KeepingPolicy:
    return kept(view(office).state(KEEPING).content)


def test_one_more_needs_a_second_person_and_is_read_as_it_was_typed(office: Office) -> None:
    found = previewed(office, NEW)
    assert found.weaker and [change.setting for change in found.changes] == ["source"]
    *before, made = kept(found.content).sources
    assert tuple(before) == now(office).sources
    assert (made.name, made.zone, made.names) == ("ringcentral", ZoneInfo("UTC"), Names.RINGCENTRAL)
    assert (made.period, made.system_days, made.outside_line) == (RetentionPeriod(months=12), 90, "9")
    unknown = kept(previewed(office, typed(NEW, system_days="", outside_line="")).content).sources[-1]
    assert (unknown.system_days, unknown.outside_line) == (None, "")


def test_another_way_of_reading_is_nothing_weaker_and_another_zone_is(office: Office) -> None:
    [was] = now(office).sources
    edit = of(was.name, names="freepbx", zone=was.zone.key)
    found = previewed(office, edit)
    assert not found.weaker and [change.setting for change in found.changes] == ["read_as"]
    assert kept(found.content).sources == (replace(was, names=Names.FREEPBX, outside_line="9"),)
    zone = previewed(office, typed(edit, zone="UTC"))
    assert zone.weaker and "zone" in {change.setting for change in zone.changes}


def test_what_is_missing_or_cannot_be_is_said_at_its_field(office: Office) -> None:
    known = now(office).sources[0].name
    for edit, said_of in (
        (
            typed(NEW, names=None, zone=None, outside_line="0", name="", months=""),
            {
                "names": "source_names_missing",
                "zone": "source_zone_missing",
                "outside_line": "outside_line_unknown",
                "name": "source_name_missing",
                "months": "not_a_number",
            },
        ),
        (typed(NEW, name=known), {"name": "source_named_already"}),
        (typed(NEW, months="0", system_days="soon"), {"months": "not_a_number", "system_days": "not_a_number"}),
    ):
        assert field_problems(previewed, office, edit) == said_of
    assert refusal(previewed, office, typed(NEW, months="999")) == "out_of_range"


def test_one_of_two_is_named_no_more_and_its_recordings_are_kept(office: Office) -> None:
    [known] = now(office).sources
    assert field_problems(previewed, office, gone(known.name)) == {"gone": "only_telephone_system"}
    both = previewed(office, NEW)
    change(office, both.content, KEEPING)
    decide(office, policies.adopt_policy, "supervisor", waits(office, KEEPING))
    found = previewed(office, gone(known.name))
    assert [each.name for each in kept(found.content).sources] == ["ringcentral"]
    assert not found.weaker and [change.setting for change in found.changes] == ["source"]
    assert refusal(previewed, office, gone("gone")) == "policy_changed_meanwhile"


IDENTITY = PolicyName.IDENTITY


AB = Combination(("A", "B"))


NOT_CHECKED = {"has_mrz": False, "has_licence_number": False, "seen_through": "", "instead": ""}


def document(code: str, name: str, group: str, photo: bool, **more: Any) -> ChangeSettings:
    said = {"name": name, "group": group, "photo": photo, "ended_on": (), "max_age_months": "", "grace_months": "0"}
    return ChangeSettings(IDENTITY, ("kinds", code), {**said, **NOT_CHECKED, **more})


BILL = document("utility_bill", "A bill", "B", False, address="yes", asks="issued", max_age_months="3")


CARD = document("", "Library card", "b", True, address="no", asks="expiry")


OF_STAFF = ("internal", "kinds", "")


def combination(*of: str, groups: str = "", photo: bool = False, address: bool = False) -> ChangeSettings:
    said = {"groups": groups, "photo": photo, "address": address}
    return ChangeSettings(IDENTITY, of or ("combinations", ""), said)


def inside(groups: str, known: str = "", **more: bool) -> ChangeSettings:
    return combination("internal", "combinations", known, groups=groups, **more)


def documents_after(office: Office, edit: ChangeSettings) -> IdPolicy:
    policy = texts(office).read(IDENTITY, previewed(office, edit).content)
    assert isinstance(policy, IdPolicy)
    return policy


def said(preview: policies.Preview) -> set[tuple[str, object, object, bool]]:
    return {(each.setting, each.was, each.becomes, each.weaker) for each in preview.changes}


def test_a_greater_age_weakens_and_a_smaller_one_does_not(office: Office) -> None:
    named = typed(BILL, name="Gas, electricity, water or telephone bill")
    assert said(previewed(office, typed(named, max_age_months="6"))) == {("max_age_months", 3, 6, True)}
    assert said(previewed(office, typed(named, max_age_months="2"))) == {("max_age_months", 3, 2, False)}
    assert said(previewed(office, typed(named, max_age_months=""))) == {("max_age_months", 3, None, True)}
    assert said(previewed(office, typed(named, address="no"))) == {("address", "yes", "no", True)}
    assert said(previewed(office, replace(named, gone=True))) == {("kind", named.typed["name"], None, False)}
    assert refusal(previewed, office, typed(named, max_age_months="600")) == "out_of_range"


def test_one_more_document_gets_a_code_of_its_own_which_none_ever_had(office: Office) -> None:
    found = previewed(office, CARD)
    assert found.weaker and {each.setting for each in found.changes} == {"kind"}
    kind = documents_after(office, CARD).kind("library_card")
    assert kind is not None and (kind.group, kind.photo, kind.max_age_months) == ("B", True, None)
    office.do(policies.ChangePolicy(by(office), IDENTITY, found.content, 1, "asked for."), texts=texts(office))
    decide(office, policies.drop_policy, "supervisor")
    assert documents_after(office, CARD).kind("library_card_2") is not None, "the log may name the first"


def test_what_is_missing_is_named_by_its_field(office: Office) -> None:
    assert problems(office, document("", "", "", False, address=None, asks=None)) == {
        "name": "document_name_missing",
        "group": "group_missing",
        "address": "address_shown_missing",
        "asks": "read_date_missing",
    }
    assert problems(office, typed(BILL, max_age_months="three", group="A+B", ended_on=("31", "2", "2027"))) == {
        "max_age_months": "not_a_number",
        "group": "group_with_sign",
        "ended_on": "no_such_last_day",
    }
    assert "name" in problems(office, typed(BILL, name="a\u202eb"))
    assert problems(office, typed(CARD, at=OF_STAFF, group="T")) == {"group": "group_of_no_staff"}


def test_what_is_enough_weakens_only_where_less_is_enough(office: Office) -> None:
    more = combination(groups="b+B + B", address=True)
    assert previewed(office, more).weaker
    assert documents_after(office, more).combinations[-1] == Combination(("B", "B", "B"), photo=False)
    stricter = combination("combinations", AB.label, groups="A + B + B", photo=True, address=True)
    assert not previewed(office, stricter).weaker
    gone = documents_after(office, replace(combination("combinations", AB.label), gone=True))
    assert gone.combinations == (Combination(("A", "A")),)
    of_staff = inside("S + A", Combination(("S",), address=False).label, photo=True)
    assert not previewed(office, of_staff).weaker and previewed(office, typed(of_staff, photo=False)).weaker
    assert previewed(office, inside("B")).weaker


def test_what_cannot_be_enough_is_said_at_its_field(office: Office) -> None:
    for edit, problem in (
        (combination(), {"groups": "groups_missing"}),
        (combination(groups="A + "), {"groups": "groups_missing"}),
        (combination(groups="A + X"), {"groups": "group_unknown"}),
        (combination(groups="A"), {"groups": "two_documents_at_least"}),
        (combination(groups="B + B", photo=True), {"shown": "no_photo_in_groups"}),
        (inside("S", address=True), {"shown": "no_address_in_groups"}),
    ):
        assert problems(office, edit) == problem


def test_what_somebody_else_took_away_is_not_changed(office: Office) -> None:
    for edit in (
        replace(BILL, at=("kinds", "gone")),
        replace(BILL, at=("internal", "kinds", "utility_bill")),
        combination("combinations", Combination(("B", "B")).label),
    ):
        assert refusal(previewed, office, edit) == "policy_changed_meanwhile"


def test_who_may_not_sees_no_preview_and_nothing_is_changed_by_one(office: Office) -> None:
    for who in ("adviser", "supervisor"):
        with pytest.raises(NotAllowedError):
            previewed(office, CARD, who)
    previewed(office, CARD)
    assert view(office).state(IDENTITY).version == 1 and view(office).state(IDENTITY).waiting is None


TABLE = SideTable("calls-*.csv", ((Column.STARTED, "Start"), (Column.MEDIA, "File")), "%d/%m/%Y %H:%M")


LIBERTY = Source("liberty", ZoneInfo("Europe/London"), RetentionPeriod(months=6), table=TABLE)


def export(office: Office, source: Source, file: Path, who: str = "officer") -> None:
    export_with_source(office.actor(who), source, file, uow=office.uow(), texts=texts(office))


def in_force(office: Office) -> KeepingPolicy:
    found = view(office).state(KEEPING).policy
    assert isinstance(found, KeepingPolicy)
    return found


def test_a_source_more_needs_a_second_person_and_another_table_does_not(office: Office) -> None:
    more = previewed(office, SourceEdit(LIBERTY))
    assert more.weaker and [change.setting for change in more.changes] == ["source"]
    known = in_force(office).sources[0]
    read = previewed(office, SourceEdit(replace(known, table=TABLE)))
    assert not read.weaker and [(change.setting, change.about) for change in read.changes] == [("read_as", known.name)]
    other = previewed(office, SourceEdit(replace(known, table=TABLE, zone=ZoneInfo("UTC"))))
    assert other.weaker and {change.setting for change in other.changes} == {"read_as", "zone"}


def test_an_officer_previews_nothing_but_writes_a_file_that_an_administrator_takes_in(
    office: Office, tmp_path: Path
) -> None:
    with pytest.raises(NotAllowedError):
        previewed(office, SourceEdit(LIBERTY), "officer")
    file, events = tmp_path / "keeping.toml", len(office.events())
    export(office, LIBERTY, file)
    assert len(office.events()) == events, "nothing is changed"
    taken = previewed(office, FileEdit(PolicyName.KEEPING, file))
    assert [(change.setting, change.becomes) for change in taken.changes] == [("source", "liberty")]
    assert refusal(export, office, LIBERTY, file) == "policy_file_exists"
