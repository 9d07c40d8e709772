"""The office's keys, for administrators: its recovery keys, and the act that replaces one."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from desktop.application.office import desks
from desktop.application.office.desks import Renewed
from desktop.application.office.recovery import OfficeKeys, RecoveryKey, ReplaceRecoveryKey, office_keys
from desktop.errors import FieldsError
from desktop.ui.kit.facts import Fact, Facts
from desktop.ui.kit.forms.choices import Choice, ChoiceField
from desktop.ui.kit.forms.fields import LongTextField
from desktop.ui.kit.forms.page import BackPage, Page
from desktop.ui.kit.lists import Table
from desktop.ui.kit.rows import Row
from desktop.ui.kit.text import Words
from desktop.ui.office.acting import ActsListPage, ActsPlace, AskingPage
from desktop.ui.recovery_keys.new_key import MakingKey, in_place_of_a_lost_one
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.formatting import day, grouped, local

MADE, OWN = "made", "own"
SHOWN = 8
"""How many characters of a public key tell it apart for a person: its last."""


def short(recipient: str) -> str:
    """Return what a person tells a key by."""
    return tr("Ends in {end}").format(end=recipient[-SHOWN:])


class KeysPage(ActsListPage):
    """The list of the recovery keys, and figures of the others."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Keys"))
        self._zone = context.desk.office.zone
        self.facts = Facts()
        self.table = Table(tr("Recovery keys"), (tr("Recovery key"), tr("Since")), weights=(4, 3))
        self.facts.hide()  # until there are any: the keyboard is in the list
        self.add(self.table, self.facts)

    def show_keys(self, keys: OfficeKeys) -> None:
        """Show the office's keys."""
        self.set_lead(
            tr("A recovery key opens everything if all PCs are lost."),
            tr("Each is kept on paper or on a USB stick, away from here. Only its public half is known to the office."),
        )
        self.table.show_rows([Row(key.recipient, (short(key.recipient), self._since(key))) for key in keys.recovery])
        facts = [Fact(tr("Keys that seal recordings"), grouped(keys.in_use))]
        if keys.to_renew:
            more = tr("A PC of the back office does that tonight.")
            facts.append(Fact(tr("{n} still to be renewed").format(n=grouped(keys.to_renew)), more))
        self.facts.show_facts(*facts)
        self.facts.show()

    def _since(self, key: RecoveryKey) -> str:
        return day(local(key.since, self._zone).date())


class KeyPage(Page):
    """One recovery key. `submitted`: it is to be replaced. Emits `back`."""

    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Recovery key"), primary=tr("Replace this key"))
        self._zone = context.desk.office.zone
        hint = tr("Nothing in it is secret. Compare its end with the paper or the file that you keep.")
        self.public = LongTextField("public", tr("Its public half"), hint, lines=2)
        self.public.input.setReadOnly(True)
        self.add(self.public)
        self.add_link(tr("Back to the list"), self.back.emit)

    def show_key(self, key: RecoveryKey) -> None:
        """Show one recovery key."""
        self.set_heading(short(key.recipient))
        since = tr("A recovery key since {day}.").format(day=day(local(key.since, self._zone).date()))
        self.set_lead(since, tr("Replace it if it is lost, or if someone else may have it."))
        self.public.set_value(key.recipient)
        self.reset()
        self.rest_on(self.primary)


class WhencePage(BackPage):
    """Where the new key comes from: it is made here, or is there already. `submitted`: `made` says which."""

    def __init__(self) -> None:
        super().__init__(tr("A new recovery key"))
        printed = tr("It goes to paper or a USB stick. The program does not keep it.")
        choices = (
            Choice(MADE, tr("Make it here"), printed),
            Choice(OWN, tr("I have one already"), tr("Made with age-keygen, on another PC")),
        )
        self.whence = ChoiceField("whence", tr("Choose one"), choices)
        self.add(self.whence)

    @property
    def made(self) -> bool:
        """Whether it is made here."""
        return self.whence.value() == MADE

    def begin(self, key: RecoveryKey) -> None:
        """Ask for the key in the place of that one."""
        self.set_lead(tr("It takes the place of the key that ends in {end}.").format(end=key.recipient[-SHOWN:]))
        self.whence.set_value(MADE)
        self.reset()
        self.focus_first()


class ReplacePage(AskingPage):
    """The page that replaces a recovery key. Call `begin` each time."""

    def __init__(self) -> None:
        super().__init__(tr("Replace a recovery key"), primary=tr("Replace it"))
        hint = tr("It begins with age1. Make the key with age-keygen away from the office’s PCs.")
        self.new = LongTextField("new", tr("Public half of the new key"), hint, lines=2)
        self.made = Words()
        self.add(self.made, self.new, self.own_password)

    def begin(self, key: RecoveryKey, made: str = "") -> None:
        """Replace that one: by the key that was `made` here (its public half), or by one that is asked for."""
        self.set_lead(
            tr("The key that ends in {end} opens nothing new any more.").format(end=key.recipient[-SHOWN:]),
            tr("Back-ups from before it still open with it: make a new back-up, and delete those."),
        )
        ready = tr("The new key, whose public half ends in {end}, is printed or saved, and proved.")
        self.made.set_parts(ready.format(end=made[-SHOWN:]) if made else "")
        self.made.setVisible(bool(made))
        self.new.setVisible(not made)
        self.new.set_value(made)
        self.ask()

    def where(self) -> str:
        """Say which key it is, too."""
        return f"{super().where()} {self.made.words}".strip()


class KeysPlace(ActsPlace):
    """The place of the office's keys. A new key that was made and not proved is forgotten when its page is left."""

    list_page: KeysPage

    def __init__(self, context: Context) -> None:
        self.key_page, self.whence_page = KeyPage(context), WhencePage()
        self.act_page = self.replace_page = ReplacePage()
        self.making = MakingKey(context.desk.new_recovery_keys, context.tasks, in_place_of_a_lost_one())
        pages = self.key_page, self.whence_page, self.making.page, self.replace_page
        super().__init__(context, KeysPage(context), *pages)
        self.making.setParent(self)
        self._keys: dict[str, RecoveryKey] = {}
        self._seen: RecoveryKey | None = None
        self.list_page.table.opened.connect(self._open)
        self.key_page.submitted.connect(self._begin)
        self.key_page.back.connect(self._back)
        self.whence_page.submitted.connect(self._chosen)
        self.whence_page.back.connect(self._leave)
        self.making.failed.connect(context.fail)
        self.making.page.submitted.connect(self._prove)
        self.making.page.back.connect(self._begin)
        self.replace_page.submitted.connect(self._replace)
        self.replace_page.back.connect(self._begin)

    def load(self) -> None:
        """Read the keys again."""
        self._context.run(office_keys, self._context.actor, owner=self).then(self._show_list)

    def _show_list(self, keys: OfficeKeys) -> None:
        self._keys = {key.recipient: key for key in keys.recovery}
        self.list_page.show_keys(keys)

    @Slot(object)
    def _open(self, recipient: str) -> None:
        self._seen = self._keys[recipient]
        self.list_page.show_done("")
        self.stack.setCurrentWidget(self.key_page)
        self.key_page.show_key(self._seen)

    @Slot()
    def _begin(self) -> None:
        """Ask where the new key comes from; one that was made before is forgotten."""
        self._forget()
        if self._seen is not None:
            self.stack.setCurrentWidget(self.whence_page)
            self.whence_page.begin(self._seen)

    @Slot()
    def _chosen(self) -> None:
        if self._seen is None:
            return
        if self.whence_page.made:
            self.stack.setCurrentWidget(self.making.page)
            self.making.begin(self._context.desk.office.name)
        else:
            self.stack.setCurrentWidget(self.replace_page)
            self.replace_page.begin(self._seen)

    @Slot()
    def _prove(self) -> None:
        try:
            self.making.prove()
        except FieldsError as error:
            self.making.page.show_refusal(error)
            return
        if self._seen is not None:
            self.stack.setCurrentWidget(self.replace_page)
            self.replace_page.begin(self._seen, self.making.recipient)

    @Slot()
    def _replace(self) -> None:
        page = self.replace_page
        page.set_busy(tr("Replacing the key."))
        if self._seen is not None:
            by = self._by(page.own_password.value())
            self._carry_out(ReplaceRecoveryKey(by, self._seen.recipient, page.new.value()))

    def _renewed(self, _: Renewed) -> None:
        """Count again. What is left is renewed at night, by a PC that holds it."""
        self.load()

    def _is_done(self, _: object = None) -> None:
        """Renew what the key opened, behind whatever is shown."""
        self._context.run(desks.renew_keys, self._context.actor, lane="long").then(self._renewed)
        self._forget()
        self.replace_page.set_busy("")
        self._back()
        self.list_page.show_done(tr("The recovery key is replaced. Make a new back-up now."))

    @Slot()
    def _leave(self) -> None:
        self._forget()
        if self._seen is not None:
            self._open(self._seen.recipient)

    @Slot()
    def _back(self) -> None:
        self._forget()
        super()._back()

    def _forget(self) -> None:
        self.making.forget()
        self.replace_page.own_password.wipe()
