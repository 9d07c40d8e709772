"""The sign-in page: painted first, before anything heavy is loaded."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.buttons import LinkButton
from desktop.ui.kit.widgets.field import PasswordField, TextField
from desktop.ui.kit.widgets.page import Page
from desktop.words import tr
from desktop.words.errors import words_of
from desktop.words.problems import problems_of


class SignInPage(Page):
    """The sign-in page. It takes typing at once; the button waits for the office.

    So does Enter: it is remembered until then, unless more is typed after it. Emits `wanted(name, password)`, and
    `refused` of each refusal that it shows.
    """

    wanted = Signal(str, str)
    keys_wanted = Signal()
    refused = Signal(ListeningRoomError)

    def __init__(self) -> None:
        super().__init__(
            tr("Sign in"), tr("Use your own name and password. Every session is logged."), primary=tr("Sign in")
        )
        self.refusal = Banner("problem")
        self.name = TextField("name", tr("Name"))
        self.password = PasswordField("password", tr("Password"))
        self.news = Banner("notice")
        self.log_state = Banner("problem")
        self.add(self.log_state, self.news, self.refusal, self.name, self.password)
        self.submitted.connect(self._submit)
        self._opening, self._entered = "", False
        self._keys: LinkButton | None = None
        for field in (self.name, self.password):
            field.edited.connect(self._typed_on)

    def show_new_demo(self) -> None:
        """Say that the demo was rebuilt, until someone has signed in."""
        said = tr(
            "The demo was made for an earlier day, so it was made again for today. What you did in the earlier "
            "one is kept in a folder beside it."
        )
        self.news.set_parts(said)

    def show_log_not_whole(self, *, unproved: bool) -> None:
        """Say that the log is not whole, until the program ends. `unproved`: it could not be compared."""
        self.log_state.set_parts(
            tr("The newest part of this office’s log could not be checked. Tell an administrator today.")
            if unproved
            else tr(
                "This office’s log is not as it was written. Tell a supervisor before the next session. Under Log, "
                "“Verify the log” says what is wrong."
            )
        )

    def show_opening(self, words: str) -> None:
        """Say what it waits for; the button is disabled until `show_ready`."""
        self._opening, self._entered = words, False
        self.refusal.set_parts()
        self.offer_keys(False)
        self.set_missing(words)

    def show_ready(self) -> None:
        """Enable the button: the office is open. Continue if Enter was pressed."""
        entered, self._opening, self._entered = self._entered, "", False
        self.set_missing()
        if entered:
            self.primary.click()

    def show_cannot_open(self, error: ListeningRoomError) -> None:
        """Say that the office cannot be opened, why, and what to do."""
        self._opening, self._entered = "", False
        self.set_missing(tr("Nobody can sign in here until this is put right. Tell an administrator."))
        self.refusal.set_parts(words_of(error))

    def offer_keys(self, offered: bool) -> None:
        """Offer to restore this PC's keys, which its keyring has lost (`keys_wanted`), or do so no more."""
        if self._keys is None and offered:
            self._keys = self.add_link(tr("Restore this PC’s keys with a recovery key"), self.keys_wanted.emit)
        if self._keys is not None:
            self._keys.setVisible(offered)

    def show_refusal(self, error: ListeningRoomError) -> None:
        """Say that sign-in was refused; the name stays, the password is wiped."""
        self.password.wipe()
        self.primary.setEnabled(True)
        self.refused.emit(error)
        if isinstance(error, FieldsError):
            self.refusal.set_parts()
            self.set_problems_by_name(problems_of(error))
            return
        self.set_problems([])
        self.refusal.set_parts(words_of(error))
        self.password.focus_target().setFocus()

    def clear(self) -> None:
        """Clear the page for the next person: the office is open."""
        self.news.set_parts()
        self.show_ready()
        self.name.set_value("")
        self.password.wipe()
        self.refusal.set_parts()
        self.offer_keys(False)
        self.set_problems([])
        self.focus_first()

    def press_primary(self) -> None:
        if self._opening:
            self._entered = True
            self.set_missing(self._opening, tr("You will be signed in as soon as it is open."))
        else:
            super().press_primary()

    @Slot()
    def _typed_on(self) -> None:
        """Forget the Enter: more was typed after it."""
        if self._entered:
            self._entered = False
            self.set_missing(self._opening)

    def _submit(self) -> None:
        self.primary.setEnabled(False)
        self.wanted.emit(self.name.value(), self.password.value())
