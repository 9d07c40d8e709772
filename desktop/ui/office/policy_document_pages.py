"""The parts of the identity policy that are changed by themselves: a kind of document, and what is enough together."""

from __future__ import annotations

from desktop.application.office.document_edits import (
    LICENCE_NUMBER,
    MRZ,
    SHARE_CODE,
    CombinationEdit,
    InternalEdit,
    KindEdit,
)
from desktop.domain.sessions.id_policy import AddressShown, Asks, Combination, DocumentKind, IdPolicy, SeenThrough
from desktop.errors import PolicyRefusedError
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField, ListField, TicksField
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.field import Field, TextField
from desktop.ui.office.policy_edit_page import EditPage
from desktop.words import tr
from desktop.words.codes import and_list
from desktop.words.office.policy_rows import INSTEAD, PolicyRow

NO_MORE, PHOTO, ADDRESS = "no_more", "photo", "address"
EVERYBODY, STAFF, NO_DATE, USUAL = "everybody", "staff", "none", "usual"


class WhosePage(EditPage):
    """The base of both: for everybody, or for internal access, which is asked of one more where the office differs."""

    def __init__(self, *fields: Field, no_more: str) -> None:
        super().__init__()
        whose = Choice(EVERYBODY, tr("Everybody")), Choice(STAFF, tr("People of the office who listen"))
        self.whose = ChoiceField("whose", tr("Who shows it"), whose, across=True)
        self.no_more = TicksField(NO_MORE, tr("Or"), (Choice(NO_MORE, no_more),))
        self._row = PolicyRow("", "")
        self.add(self.whose, *fields, self.no_more)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin_row(self, row: PolicyRow | None, heading: str, policy: IdPolicy, said: str) -> None:
        """Ask for what that row says; None: for one more."""
        self._row = row or PolicyRow("", "")
        self.whose.set_value(EVERYBODY if row is None else STAFF if row.of_staff else EVERYBODY)
        self.whose.setVisible(row is None and policy.internal is not None)
        self.no_more.set_value(())
        self.no_more.setVisible(row is not None)
        self.begin(heading, tr("Now: {now}.").format(now=row.now) if row is not None else said)

    @property
    def _is_no_more(self) -> bool:
        return NO_MORE in self.no_more.value()

    @property
    def _of_staff(self) -> bool:
        return self.whose.value() == STAFF

    def _submit(self) -> None:
        raise NotImplementedError


class PolicyKindPage(WhosePage):
    """The page of a document that is accepted, or of one more."""

    def __init__(self) -> None:
        self.called = TextField("name", tr("What the document is called"))
        self.group = TextField("group", tr("Group"), letters=6)
        self.photo = TicksField(PHOTO, tr("Photo"), (Choice(PHOTO, tr("It has a photo")),))
        shown = (
            Choice(AddressShown.YES, tr("It shows it")),
            Choice(AddressShown.NO, tr("It does not show it")),
            Choice(AddressShown.ASK, tr("It may show it: staff check")),
        )
        self.address = ChoiceField("address", tr("Current address"), shown, across=True)
        dates = (
            Choice(Asks.ISSUED, tr("When it was issued")),
            Choice(Asks.EXPIRY, tr("Expiry date")),
            Choice(NO_DATE, tr("None")),
        )
        self.asks = ChoiceField("asks", tr("The date that staff read from it"), dates, across=True)
        hint = tr("In months. Leave it empty if it may be of any age.")
        self.age = TextField("months", tr("How old at most"), hint, letters=4, free=False)
        hint = tr("In months. Leave it empty if it has to be in date.")
        self.grace = TextField("months", tr("For how long after it expired"), hint, letters=4, free=False)
        hint = tr("Leave it empty if there is none.")
        self.last_day = DateField("last_day", tr("The last day on which any is accepted"), hint)
        hint = tr("When it is out of date.")
        offers = [Choice(each, tr(said)) for each, said in INSTEAD.items()]
        others = Choice(USUAL, tr("The usual: one that is in date, or another kind"))
        self.instead = ListField("instead", tr("What staff offer instead"), (others, *offers), hint)
        checks = (
            Choice(MRZ, tr("Its machine-readable lines")),
            Choice(LICENCE_NUMBER, tr("Its number, which is that of a UK driving licence")),
            Choice(SHARE_CODE, tr("The holder’s own page on GOV.UK, which staff open with a share code")),
        )
        self.checks = TicksField("checks", tr("What staff check besides"), checks)
        fields = self.called, self.group, self.photo, self.address, self.asks, self.age, self.grace, self.last_day
        super().__init__(*fields, self.instead, self.checks, no_more=tr("Not accepted any more"))
        self.asks.edited.connect(self._ask_for_months)

    def begin_kind(self, row: PolicyRow | None, policy: IdPolicy) -> None:
        """Ask for it, beginning with what holds now. `row` None: for one more."""
        kind = row.of if row is not None and isinstance(row.of, DocumentKind) else None
        self.called.set_value(kind.name if kind else "")
        self.group.set_value(kind.group if kind else "")
        self.group.set_hint(_groups_now(policy))
        self.photo.set_value((PHOTO,) if kind and kind.photo else ())
        self.address.set_value(kind.address if kind else None)
        self.asks.set_value((kind.asks or NO_DATE) if kind else None)
        self.age.set_value(_number(kind.max_age_months if kind else None))
        self.grace.set_value(_number(kind.grace_months if kind else None))
        self.last_day.set_value(kind.ended_on if kind else None)
        self.instead.set_value((kind.instead or USUAL) if kind else USUAL)
        self.checks.set_value(_checks_of(kind) if kind else ())
        self._ask_for_months()
        new = tr("From then on it counts wherever its group is enough.")
        self.begin_row(row, kind.name if kind else tr("Add a document"), policy, new)

    def refused_at(self, error: PolicyRefusedError) -> Field | None:
        if error.code == "out_of_range":
            return self._months() or self.asks
        return self.no_more if self._is_no_more else self.group

    def _months(self) -> TextField | None:
        return {Asks.ISSUED.value: self.age, Asks.EXPIRY.value: self.grace}.get(self.asks.value() or "")

    def _ask_for_months(self) -> None:
        """Ask for months where there is a date to count them from."""
        wanted = self._months()
        for field in (self.age, self.grace):
            field.setVisible(field is wanted)

    def _submit(self) -> None:
        asks, months = self.asks.value(), self._months()
        edit = KindEdit(
            code=self._row.of.code if isinstance(self._row.of, DocumentKind) else "",
            of_staff=self._of_staff,
            accepted=not self._is_no_more,
            name=self.called.value(),
            group=self.group.value(),
            photo=PHOTO in self.photo.value(),
            address=self.address.value(),
            asks="" if asks == NO_DATE else asks,
            months=months.value() if months is not None else "",
            last_day=self.last_day.typed(),
            checks=self.checks.value(),
            instead="" if (instead := self.instead.value()) == USUAL else instead,
        )
        self.ask(edit)


class PolicyEnoughPage(WhosePage):
    """The page of what is enough together, or of one more combination."""

    def __init__(self) -> None:
        hint = tr("The group of each, with a plus between two: A + B.")
        self.groups = TextField("groups", tr("Which documents"), hint)
        shown = Choice(PHOTO, tr("A photo")), Choice(ADDRESS, tr("The current address"))
        self.shown = TicksField("shown", tr("What they have to show between them"), shown, across=True)
        super().__init__(self.groups, self.shown, no_more=tr("Not enough any more"))

    def begin_enough(self, row: PolicyRow | None, policy: IdPolicy) -> None:
        """Ask for it, beginning with what holds now. `row` None: for one more."""
        now = row.of if row is not None and isinstance(row.of, Combination) else None
        self.groups.set_value(" + ".join(now.groups) if now else "")
        self.groups.set_hint(f"{tr('The group of each, with a plus between two: A + B.')} {_groups_now(policy)}")
        asked = {PHOTO: now is None or now.photo, ADDRESS: now is None or now.address}
        self.shown.set_value(name for name, is_asked in asked.items() if is_asked)
        said = tr("Someone who shows these documents is identified.")
        self.begin_row(row, row.what if row is not None else tr("Add a combination"), policy, said)

    def refused_at(self, error: PolicyRefusedError) -> Field | None:
        return self.no_more if self._is_no_more else self.groups

    def _submit(self) -> None:
        shown = self.shown.value()
        edit = CombinationEdit(
            was=self._row.of if isinstance(self._row.of, Combination) else None,
            of_staff=self._of_staff,
            enough=not self._is_no_more,
            groups=self.groups.value(),
            photo=PHOTO in shown,
            address=ADDRESS in shown,
        )
        self.ask(edit)


class PolicyInternalPage(EditPage):
    """The page of whether people of the office who listen are identified by rules of their own."""

    def __init__(self) -> None:
        super().__init__()
        self._had_own = False
        whose = (
            Choice(EVERYBODY, tr("The same as everybody else")),
            Choice(STAFF, tr("Documents of their own"), tr("They are asked for no more than these show.")),
        )
        self.internal = ChoiceField("internal", tr("What they show"), whose)
        self.groups = TextField("groups", tr("Which documents"))
        shown = Choice(PHOTO, tr("A photo")), Choice(ADDRESS, tr("The current address"))
        self.shown = TicksField("shown", tr("What they have to show between them"), shown, across=True)
        self.add(self.internal, self.groups, self.shown)
        self.add_link(tr("Back"), self.back.emit)
        self.internal.edited.connect(self._show_fields)
        self.submitted.connect(self._submit)

    def begin_internal(self, row: PolicyRow, policy: IdPolicy) -> None:
        """Ask for it, beginning with what holds now."""
        self._had_own = policy.internal is not None
        self.internal.set_value(STAFF if self._had_own else EVERYBODY)
        self.groups.set_value("")
        self.groups.set_hint(f"{tr('One group, or more with a plus between two: A, or B + B.')} {_groups_now(policy)}")
        self.shown.set_value((PHOTO,))
        self._show_fields()
        said = tr("For internal requests. Their documents are rows of this policy, where they can be changed.")
        self.begin(row.what, said if self._had_own else tr("For internal requests."))

    def _show_fields(self) -> None:
        """Ask what is enough to begin with."""
        for field in (self.groups, self.shown):
            field.setVisible(self.internal.value() == STAFF and not self._had_own)

    def refused_at(self, error: PolicyRefusedError) -> Field | None:
        return self.groups

    def _submit(self) -> None:
        chosen, shown = self.internal.value(), self.shown.value()
        own = None if chosen is None else chosen == STAFF
        self.ask(InternalEdit(own, self.groups.value(), PHOTO in shown, ADDRESS in shown))


def _groups_now(policy: IdPolicy) -> str:
    groups = sorted({kind.group for kind in policy.all_kinds})
    return tr("Groups now: {groups}.").format(groups=and_list(groups))


def _checks_of(kind: DocumentKind) -> set[str]:
    found = {MRZ: kind.has_mrz, LICENCE_NUMBER: kind.has_licence_number}
    found[SHARE_CODE] = kind.seen_through is SeenThrough.SHARE_CODE
    return {check for check, is_made in found.items() if is_made}


def _number(months: int | None) -> str:
    return str(months) if months else ""
