"""The questions about each part of a policy that can be changed, in plain words, beginning with what holds now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.application.office import policy_edits as edits
from desktop.domain.office.office_policy import OfficePolicy
from desktop.domain.office.people import Role
from desktop.domain.office.policies import DAYS, value_at
from desktop.domain.recordings.column_choice import DATE_FORMATS
from desktop.domain.recordings.retention import KeepingPolicy, Source
from desktop.domain.recordings.sources import Column, SideTable
from desktop.domain.sessions.id_policy import AddressShown, Asks, DocumentKind, IdPolicy, SeenThrough
from desktop.ui.kit.forms.choices import Choice, ChoiceField, ListField, TicksField
from desktop.ui.kit.forms.date_field import DateField
from desktop.ui.kit.forms.fields import Field, LongTextField, TextField
from desktop.ui.office.policy_pages import EVERYBODY, GONE, STAFF, WHOSE, Form, HoursField, LinesField, Typed, ticked
from desktop.words import Texts, tr
from desktop.words.codes import and_list, form_words, words
from desktop.words.policies import CHANNELS, INSTEAD, NAMES, WELSH, PolicyRow
from desktop.words.recordings import COLUMN_MEANINGS

if TYPE_CHECKING:
    from desktop.application.ports.office import AnyPolicy

PHOTO, ADDRESS, MRZ, LICENCE_NUMBER = "photo", "address", "has_mrz", "has_licence_number"
NO_DATE, USUAL, UNKNOWN = "none", "usual", "unknown"
ZONES = ("Europe/London", "UTC")
GIVEN = tuple(role for role in Role if role is not Role.ADMINISTRATOR)
"""The roles that a group can give: administrators are local."""


SHOWS: Texts[str] = {
    AddressShown.YES: "It shows it",
    AddressShown.NO: "It does not show it",
    AddressShown.ASK: "It may show it: staff check",
}
DATES: Texts[str] = {Asks.ISSUED: "When it was issued", Asks.EXPIRY: "Expiry date", NO_DATE: "None"}
CHECKS: Texts[str] = {
    MRZ: "Its machine-readable lines",
    LICENCE_NUMBER: "Its number, which is that of a UK driving licence",
    SeenThrough.SHARE_CODE: "The holder’s own page on GOV.UK, which staff open with a share code",
}
ASKED: Texts[str] = {PHOTO: "A photo", ADDRESS: "The current address"}


@dataclass(frozen=True)
class Asking:
    """Makes the fields about a part of a policy. Each has the name of the setting, and begins with what that is in
    `now`; where there is none yet, with nothing."""

    now: object = None

    def line(self, name: str, label: str, hint: str = "", *, letters: int = 32, free: bool = True) -> TextField:
        field = TextField(name, label, hint, letters=letters, free=free)
        field.set_value(str(self._now(name) or ""))
        return field

    def number(self, name: str, label: str, hint: str) -> TextField:
        """Ask for a number that may be absent: 0 and nothing are the same."""
        return self.line(name, label, hint, letters=4, free=False)

    def lines(self, name: str, label: str, hint: str) -> LinesField:
        field = LinesField(name, label, hint, lines=4)
        field.set_value("\n".join(self._now(name) or ()))
        return field

    def words(self, name: str, label: str, lines: int, hint: str = "") -> LongTextField:
        field = LongTextField(name, label, hint, lines=lines)
        field.set_value(self._now(name) or "")
        return field

    def tick(self, name: str, label: str, words: str, hint: str = "") -> TicksField:
        return ticked(name, label, words, bool(self._now(name)), hint)

    def one(self, name: str, label: str, of: Iterable[Choice], none: str | None = None, hint: str = "") -> ChoiceField:
        """Ask for one of these, side by side; `none` is chosen where there is nothing yet, or it is nothing."""
        now = self._now(name)
        return _one(name, label, of, none if now is None else str(now), hint, across=True)

    def _now(self, name: str) -> Any:
        return getattr(self.now, name, None)


def form_of(policy: AnyPolicy, row: PolicyRow) -> Form:
    """Return the questions about that row's part of the policy; where its entry is "", about one more."""
    match policy, row.at:
        case IdPolicy(), (*_, "kinds", code):
            return _kind(policy, row, policy.named(code) if code else None)
        case IdPolicy(), (*_, "combinations", label):
            return _combination(policy, row, label)
        case IdPolicy(), ("internal",):
            return _internal(policy, row)
        case KeepingPolicy(), ("sources", name):
            return _source(policy, row, policy.source(name))
        case KeepingPolicy(), ("sources", name, "table"):
            source = policy.source(name)
            assert source is not None, "a row is of one that there is"
            return _table(row, source.table)
        case KeepingPolicy(), ("estate_assessment",):
            return _assessment(policy, row)
        case OfficePolicy(), (part, *_) if part in OFFICE:
            return OFFICE[part](policy, row)
        case IdPolicy() | OfficePolicy(), ("name",):
            said = tr("The log has the version of the policy, and this name helps to recognise it.")
            return _form((), row.what, said, Asking(policy).line("name", tr("From now on")))
    field = Asking().line(row.at[-1], tr("From now on"), tr("A whole number."), letters=8, free=False)
    field.set_value(str(value_at(policy, row.at)))
    return _form(row.at[:-1], row.what, _now(row), field)


# The office's own policy


def _hours(policy: OfficePolicy, row: PolicyRow) -> Form:
    fields = (HoursField(day, hours) for day, hours in zip(DAYS, policy.opening, strict=True))
    said = tr("Type times like 9am or 4:30pm. Leave a day empty if the office is closed.")
    return _form(row.at, row.what, said, *fields)


def _holiday(policy: OfficePolicy, row: PolicyRow) -> Form:
    if row.at[1]:
        return _form(row.at, row.what, _now(row), ticked(GONE, tr("From now on"), tr("It is no longer a holiday")))
    said = tr("It counts as a public holiday: for deadlines, appointments and reviews.")
    fields = DateField("day", tr("Day")), Asking().line("name", tr("What the holiday is called"))
    return _form(row.at, tr("Add a holiday"), said, *fields)


def _contact(policy: OfficePolicy, row: PolicyRow) -> Form:
    """Ask how to reach the office, as it stands on letters. An example is not offered to be kept."""
    ask = Asking(None if policy.contact.made_up else policy.contact)
    return _form(
        row.at,
        tr("On letters"),
        tr("How people reach this office. It is on every letter."),
        ask.line("department", tr("Department")),
        ask.lines("address", tr("Address"), tr("Line by line, as on an envelope.")),
        ask.line("telephone", tr("Telephone"), letters=18),
        ask.line("mail", tr("E-mail")),
        ask.line("complaints", tr("Who handles complaints about data protection")),
        ask.line("complaints_mail", tr("Their e-mail")),
    )


def _regulator(policy: OfficePolicy, row: PolicyRow) -> Form:
    ask = Asking(policy.regulator)
    hint = tr("Line by line. It may be left empty: a telephone and a web page will do.")
    return _form(
        row.at,
        row.what,
        tr("Who a person can turn to about this office. It is on letters and receipts."),
        ask.line("name", tr("Name")),
        ask.lines("address", tr("Address"), hint),
        ask.line("telephone", tr("Telephone"), letters=18),
        ask.line("web", tr("Web page")),
    )


def _helplines(policy: OfficePolicy, row: PolicyRow) -> Form:
    hint = tr("One on each line: name and number. If there are none, the pages mention the adviser’s card.")
    said = tr("Listeners see these after Stop, and the adviser sees them on the closing page.")
    return _form((), row.what, said, Asking(policy).lines("helplines", tr("Helplines"), hint))


def _answer(policy: OfficePolicy, row: PolicyRow) -> Form:
    """Ask what a response letter tells of recordings, in English or in Welsh."""
    welsh = row.at == ("answer_welsh",)
    own = policy.answer_welsh if welsh else policy.answer
    ask = Asking(own)
    example = tr("For example, that none is sent abroad, and that no computer decides alone.")
    said = tr("In the office’s own words, as the law requires (UK GDPR, article 15).")
    in_welsh = tr("Write it in Welsh: the program translates nothing of it.") if welsh else ""
    return _form(
        row.at,
        row.what,
        " ".join(part for part in (said, in_welsh, _now(row) if own is None else "") if part),
        ask.words("purposes", tr("Why calls are recorded"), 4),
        ask.words("recipients", tr("Who gets to hear recordings"), 4),
        ask.words("origin", tr("Where the information in them comes from"), 2),
        ask.words("more", tr("Anything else"), 3, example),
        *_gone(own, tr("The program’s own words")),
    )


def _welsh(policy: OfficePolicy, row: PolicyRow) -> Form:
    ask, hint = Asking(policy), tr("The page of a letter says how many there are before it is printed.")
    unchecked = tr("Words that no native reader has checked")
    return _form(
        (),
        row.what,
        tr("Now: {now}").format(now=row.now),
        _one("welsh", row.what, [Choice(welsh, tr(said)) for welsh, said in WELSH.items()], policy.welsh),
        ask.tick("welsh_unchecked", unchecked, tr("They may be used"), hint),
    )


def _group(policy: OfficePolicy, row: PolicyRow) -> Form:
    """Ask for a group of the directory, and the roles that its members have here."""
    group = next((each for each in policy.directory_groups if each.group == row.at[1]), None)
    name = tr("Its distinguished name, for example cn=Call advisers,ou=Groups,dc=example,dc=gov,dc=uk.")
    local = tr("No group makes an administrator: they have accounts of this program.")
    roles = TicksField("roles", tr("Its members are"), [Choice(each, words(each)) for each in GIVEN], local)
    roles.set_value(group.roles if group else ())
    new = tr("Whoever is in it signs in here with the directory’s password, and has these roles.")
    return _form(
        row.at,
        tr("A group of the directory") if group else tr("Add a directory group"),
        _now(row) if group else new,
        Asking(group).line("group", tr("Group of the directory"), name, letters=60),
        roles,
        *_gone(group, tr("This group gives no role any more")),
    )


def _zone(policy: OfficePolicy, row: PolicyRow) -> Form:
    said = tr("Days, deadlines and opening hours count in it, and screens and letters show it.")
    return _form((), row.what, said, _zones(tr("From now on"), policy.zone))


OFFICE: Mapping[str, Callable[[OfficePolicy, PolicyRow], Form]] = {
    "opening": _hours,
    "holidays": _holiday,
    "contact": _contact,
    "regulator": _regulator,
    "helplines": _helplines,
    "answer": _answer,
    "answer_welsh": _answer,
    "welsh": _welsh,
    "directory_groups": _group,
    "zone": _zone,
}
"""The questions about a part of the office's policy that is no number."""


# Identification


def _kind(policy: IdPolicy, row: PolicyRow, kind: DocumentKind | None) -> Form:
    """Ask for a document that is accepted."""
    ask = Asking(kind)
    checks = TicksField(
        "checks", tr("What staff check besides"), [Choice(key, tr(said)) for key, said in CHECKS.items()]
    )
    checks.set_value(_checks_of(kind) if kind else ())
    last = DateField("ended_on", tr("The last day on which any is accepted"), tr("Leave it empty if there is none."))
    last.set_value(kind.ended_on if kind else None)
    any_age = tr("In months. Leave it empty if it may be of any age.")
    in_date = tr("In months. Leave it empty if it has to be in date.")
    dates, no_date = [Choice(key, tr(said)) for key, said in DATES.items()], NO_DATE if kind else None
    usual = Choice(USUAL, tr("The usual: one that is in date, or another kind"))
    offered = usual, *(Choice(each, tr(said)) for each, said in INSTEAD.items())
    instead = (kind.instead if kind else None) or USUAL
    return _form(
        row.at,
        kind.name if kind else tr("Add a document"),
        _now(row) if kind else tr("From then on it counts wherever its group is enough."),
        *_whose(policy, one_more=kind is None),
        ask.line("name", tr("What the document is called")),
        ask.line("group", tr("Group"), _groups_now(policy), letters=6),
        ask.tick(PHOTO, tr("Photo"), tr("It has a photo")),
        ask.one("address", tr("Current address"), [Choice(key, tr(said)) for key, said in SHOWS.items()]),
        ask.one("asks", tr("The date that staff read from it"), dates, no_date),
        ask.number("max_age_months", tr("How old at most"), any_age),
        ask.number("grace_months", tr("For how long after it expired"), in_date),
        last,
        _list("instead", tr("What staff offer instead"), offered, instead, tr("When it is out of date.")),
        checks,
        *_gone(kind, tr("Not accepted any more")),
        shown={
            "max_age_months": lambda typed: typed["asks"] == Asks.ISSUED,
            "grace_months": lambda typed: typed["asks"] == Asks.EXPIRY,
        },
        typed=_kind_typed,
    )


def _kind_typed(typed: Typed) -> Typed:
    """Leave out months that no date is read for, and tell the checks one by one."""
    checks, asks = typed.pop("checks"), typed["asks"]
    return typed | {
        "asks": "" if asks == NO_DATE else asks,
        "max_age_months": typed["max_age_months"] if asks == Asks.ISSUED else "",
        "grace_months": (typed["grace_months"] if asks == Asks.EXPIRY else "") or "0",
        "instead": "" if typed["instead"] in (None, USUAL) else typed["instead"],
        MRZ: MRZ in checks,
        LICENCE_NUMBER: LICENCE_NUMBER in checks,
        "seen_through": SeenThrough.SHARE_CODE if SeenThrough.SHARE_CODE in checks else "",
    }


def _checks_of(kind: DocumentKind) -> set[str]:
    found = {MRZ: kind.has_mrz, LICENCE_NUMBER: kind.has_licence_number}
    found[SeenThrough.SHARE_CODE] = kind.seen_through is SeenThrough.SHARE_CODE
    return {check for check, is_made in found.items() if is_made}


def _combination(policy: IdPolicy, row: PolicyRow, label: str) -> Form:
    """Ask what is enough together."""
    of = policy.internal if row.at[0] == "internal" else policy
    now = next((each for each in of.combinations if each.label == label), None) if of is not None else None
    groups = Asking().line("groups", tr("Which documents"), _plus(policy))
    groups.set_value(" + ".join(now.groups) if now else "")
    return _form(
        row.at,
        row.what if now else tr("Add a combination"),
        _now(row) if now else tr("Someone who shows these documents is identified."),
        *_whose(policy, one_more=now is None),
        groups,
        _shown(photo=now is None or now.photo, address=now is None or now.address),
        *_gone(now, tr("Not enough any more")),
        typed=_shown_typed,
    )


def _plus(policy: IdPolicy) -> str:
    return f"{tr('The group of each, with a plus between two: A + B.')} {_groups_now(policy)}"


def _internal(policy: IdPolicy, row: PolicyRow) -> Form:
    """Ask whether people of the office who listen are identified by rules of their own, and by what to begin with."""
    has_own = policy.internal is not None
    whose = (
        Choice(edits.SAME, tr("The same as everybody else")),
        Choice(edits.OWN, tr("Documents of their own"), tr("They are asked for no more than these show.")),
    )
    hint = f"{tr('One group, or more with a plus between two: A, or B + B.')} {_groups_now(policy)}"
    said = tr("For internal requests. Their documents are rows of this policy, where they can be changed.")

    def begins(typed: Typed) -> bool:
        return typed["internal"] == edits.OWN and not has_own

    return _form(
        row.at,
        row.what,
        said if has_own else tr("For internal requests."),
        _one("internal", tr("What they show"), whose, edits.OWN if has_own else edits.SAME),
        Asking().line("groups", tr("Which documents"), hint),
        _shown(photo=True, address=False),
        shown={"groups": begins, "shown": begins},
        typed=_shown_typed,
    )


def _shown(*, photo: bool, address: bool) -> TicksField:
    field = TicksField(
        "shown",
        tr("What they have to show between them"),
        [Choice(key, tr(said)) for key, said in ASKED.items()],
        across=True,
    )
    field.set_value(name for name, is_asked in ((PHOTO, photo), (ADDRESS, address)) if is_asked)
    return field


def _shown_typed(typed: Typed) -> Typed:
    shown = typed.pop("shown")
    return typed | {PHOTO: PHOTO in shown, ADDRESS: ADDRESS in shown}


def _whose(policy: IdPolicy, *, one_more: bool) -> list[Field]:
    """Ask whether one more is for everybody, or for internal access, where the office tells them apart."""
    if not one_more or policy.internal is None:
        return []
    whose = Choice(EVERYBODY, tr("Everybody")), Choice(STAFF, tr("People of the office who listen"))
    return [_one(WHOSE, tr("Who shows it"), whose, EVERYBODY, across=True)]


def _groups_now(policy: IdPolicy) -> str:
    groups = sorted({kind.group for kind in policy.all_kinds})
    return tr("Groups now: {groups}.").format(groups=and_list(groups))


# Keeping recordings


def _source(policy: KeepingPolicy, row: PolicyRow, source: Source | None) -> Form:
    """Ask how the recordings of a telephone system are read, and of one more also how long they are kept.

    What is typed about one more is asked for in the order in which its administrator tells it.
    """
    ask, new = Asking(source), source is None
    short = tr("A short word: whoever imports chooses it, and the log has it.")
    called = ask.line("name", tr("What is that telephone system called here?"), short)
    kept = tr("For how long are its recordings kept?")
    months = ask.number("months", kept, tr("In months, from the day of the call."))
    prefix = tr("What staff dial before an outside number, such as 9. Leave it empty if there is none.")
    systems = [Choice(key, tr(said)) for key, said in NAMES.items()]
    sides = Choice("0", tr(CHANNELS[0])), Choice("1", tr(CHANNELS[1])), Choice(UNKNOWN, tr("Nobody knows"))
    two = tr("Where a recording has two channels and does not say it itself.")
    deletes, in_days = tr("After how long does it delete by itself?"), tr("In days. Leave it empty if nobody knows.")
    stays = tr("Its recordings are kept, and never destroyed.")
    over = tr("Its recordings are destroyed when their time is over. Recordings of a system not named here are kept.")
    return _form(
        row.at,
        tr("Recordings of {name}").format(name=source.name) if source else tr("Add a telephone system"),
        _now(row) if source else over,
        *([called] if new else []),
        _list("names", tr("Which system names the recordings?"), systems, source.names if source else None),
        _zones(tr("Which time zone are its times in?"), (source or policy.sources[0]).zone.key),
        ask.line("outside_line", tr("For an outside line"), prefix, letters=6, free=False),
        ask.one("agent_channel", tr("Which channel is the member of staff?"), sides, UNKNOWN, two),
        *([months] if new else []),
        ask.number("system_days", deletes, in_days),
        *_gone(source, tr("It is not named any more"), stays),
        typed=_source_typed,
    )


def _source_typed(typed: Typed) -> Typed:
    side = typed["agent_channel"]
    return typed | {"agent_channel": "" if side in (None, UNKNOWN) else side}


def _table(row: PolicyRow, table: SideTable | None) -> Form:
    """Ask for the table beside a telephone system's recordings: its file, its columns, how its dates are written.

    Where a folder to import is at hand, the page of an import shows its columns to choose from.
    """
    kinds = (
        Choice(edits.NO_TABLE, tr("None is named"), tr("Asterisk’s own is found by itself, where it may be one.")),
        Choice(edits.ASTERISKS, tr("Asterisk’s call detail records, under a name of this office")),
        Choice(edits.OTHER, tr("Another table, whose columns are named here")),
    )
    kind = edits.NO_TABLE if table is None else edits.OTHER if table.columns else edits.ASTERISKS
    now = table.date_format if table is not None else ""
    forms = [Choice(form, form_words(form)) for form in dict.fromkeys((now, *DATE_FORMATS)) if form]
    file = Asking().line("table_file", tr("What are such tables called?"), tr("* stands for any letters."))
    file.set_value(table.file if table is not None else "")
    written = (*forms, Choice(edits.BY_EXAMPLE, tr("In another way")))
    columns = _columns(dict(table.columns) if table is not None else {})

    def other(typed: Typed) -> bool:
        return bool(typed["table"] == edits.OTHER)

    return _form(
        row.at,
        row.what,
        tr("It says of each recording when the call was, and with which number."),
        _one("table", tr("The table beside the recordings"), kinds, kind),
        file,
        _list("date_format", tr("How are dates and times written?"), written, now or None),
        Asking().line("example", tr("How would it write 24 November 2026, 2:30:05pm?")),
        *columns,
        shown={
            "table_file": lambda typed: typed["table"] in (edits.ASTERISKS, edits.OTHER),
            "date_format": other,
            "example": lambda typed: other(typed) and typed["date_format"] == edits.BY_EXAMPLE,
            **dict.fromkeys((field.name for field in columns), other),
        },
    )


def _columns(told: Mapping[Column, str]) -> list[TextField]:
    hint = tr("The heading, as the table has it. Leave it empty if there is no such column.")
    fields = []
    for each in Column:
        field = Asking().line(f"column_{each.value}", tr(COLUMN_MEANINGS[each]), hint)
        field.set_value(told.get(each, ""))
        fields.append(field)
    return fields


def _assessment(policy: KeepingPolicy, row: PolicyRow) -> Form:
    choices = (
        Choice(edits.ASKED_FOR, tr("Only recordings that a request asks for")),
        Choice(edits.EVERY, tr("Every recording"), tr("That needs a data protection impact assessment.")),
    )
    reference = tr("Reference of the impact assessment")
    return _form(
        (),
        row.what,
        _now(row),
        _one("estate", tr("An import keeps"), choices, edits.EVERY if policy.estate_assessment else edits.ASKED_FOR),
        Asking(policy).line("estate_assessment", reference, tr("For example, DPIA 2026/07.")),
        shown={"estate_assessment": lambda typed: typed["estate"] == edits.EVERY},
    )


# Fields


def _form(
    at: tuple[str, ...],
    heading: str,
    lead: str,
    *fields: Field,
    shown: Mapping[str, Callable[[Typed], bool]] | None = None,
    typed: Callable[[Typed], Typed] = dict,
) -> Form:
    return Form(at, heading, lead, fields, shown or {}, typed)


def _now(row: PolicyRow) -> str:
    return tr("Now: {now}.").format(now=row.now)


def _gone(now: object, words: str, more: str = "") -> list[Field]:
    """Ask of what is there whether it is to be there no more."""
    return [] if now is None else [ticked(GONE, tr("Or"), words, more=more)]


def _one(
    name: str, label: str, choices: Iterable[Choice], value: str | None, hint: str = "", *, across: bool = False
) -> ChoiceField:
    field = ChoiceField(name, label, choices, hint, across=across)
    field.set_value(value)
    return field


def _list(name: str, label: str, choices: Iterable[Choice], value: str | None, hint: str = "") -> ListField:
    field = ListField(name, label, choices, hint)
    field.set_value(value)
    return field


def _zones(label: str, now: str) -> ListField:
    return _list("zone", label, [Choice(each, each) for each in dict.fromkeys((now, *ZONES))], now)
