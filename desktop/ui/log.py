"""The log: one sentence on what is proven, and what is not. A log that is not as it was recorded fills the page.

Verifying it is long work, and is itself logged. While the log waits for its anchor, sessions can be allowed to begin
all the same.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.application.log import integrity
from desktop.application.log.integrity import Lag, LagReason, LogView
from desktop.application.ports.desk import Proof
from desktop.errors import ListeningRoomError
from desktop.ui.kit.banners import Banner, GravePanel
from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.forms.choices import Choice, ChoiceField
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.progress import Progress, Working
from desktop.ui.kit.text import Words, announce, strong, title
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import RailPlace
from desktop.ui.running.tasks import Running
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.formatting import age_words, grouped, moment_beside, once_each


class LagPart(QWidget):
    """The part of the log's page that is there while no session can begin: why, a reason, and the button."""

    def __init__(self) -> None:
        super().__init__()
        self.banner = Banner("problem")
        choices = [Choice(reason.value, words(reason)) for reason in LagReason]
        self.reason = ChoiceField("reason", tr("Why is it not anchored, as far as you know?"), choices)
        self.accept = SecondaryButton(tr("Let sessions begin today"))
        column_in(self, self.banner, self.reason, self.accept, gap=12)
        self.hide()

    def show_lag(self, lag: Lag) -> None:
        """Show it where the log waits for too long."""
        asks = lag.stops and not lag.accepted
        why = counted(
            lag.limit_days,
            "No session can begin: an event has waited for an anchor for more than 1 day.",
            "No session can begin: an event has waited for an anchor for more than {n} days.",
        )
        until_then = tr(
            "Ask an administrator to make the witness file reachable. Until then you can let sessions begin, day by "
            "day."
        )
        accepted = tr("Sessions can begin today, though the log is not anchored: a supervisor let them.")
        self.banner.set_kind("problem" if asks else "notice")
        self.banner.set_parts(*((strong(why), until_then) if asks else (accepted,)))
        for widget in (self.reason, self.accept):
            widget.setVisible(asks)
        self.setVisible(lag.stops)


_ROUND = 12
"""The margin above the result where the page scrolls, in pixels."""

LISTED = 20
"""The number of kinds of finding listed; there are hardly more."""


class LogPage(Page):
    """The log page. Shows the number of events, then the result of a verification. Emits `accepted(LagReason)`."""

    accepted = Signal(LagReason)

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Log"), primary=tr("Verify the log"))
        self._desk = context.desk
        self._checked = 0, 0
        self.verifying = False
        self.lag = LagPart()
        self.grave, self.result = GravePanel(), Banner("success")
        self.limits = Words()
        self.findings_title = title(tr("What was found"))
        self.findings = Words()
        self.advice = Words()
        self.working = Working()
        self._about_title = title(tr("What verifying does"))
        self._about = Words(
            tr(
                "It recomputes the log from the first event to the last, and compares it with the signed "
                "anchors kept outside the database. A changed, missing, swapped or added event would "
                "show. Every session that is closed adds an anchor."
            )
        )
        self.lag.accept.clicked.connect(self._accept)
        found = self.findings_title, self.findings, self.advice
        self.add(self.grave, self.lag, self.result, self.limits, *found, self.working, self._about_title, self._about)
        self._clear()
        self._follows = False  # it opens at its top, also where its button is below what it says

    def show_size(self, view: LogView) -> None:
        """Show the number of events, and how long the oldest that is not anchored has waited."""
        waits = tr("The oldest event that is not anchored is {age} old.").format(age=age_words(view.lag.age))
        events = counted(view.events, "The log has 1 event.", "The log has {n} events.")
        self.set_lead(events, waits if view.lag.age else tr("All are anchored."))
        self.lag.show_lag(view.lag)

    def _accept(self) -> None:
        chosen = self.lag.reason.value()
        self.set_problems([] if chosen else [(self.lag.reason, tr("Choose why. “Not known yet” will do."))])
        if chosen:
            self.accepted.emit(LagReason(chosen))

    def show_working(self, events: int, progress: Progress | None = None) -> None:
        """Show that verification is running; `progress` counts the events checked."""
        self._clear()
        self.verifying = True
        self._checked = 0, events
        self.working.begin(counted(events, "Verifying 1 event.", "Verifying {n} events."), progress)
        if progress is not None:
            progress.changed.connect(self._show_checked)

    @Slot(int, int, object)
    def _show_checked(self, done: int, total: int, _: object) -> None:
        if self.verifying:
            self._checked = done, total
            self.working.say(tr("Verifying. {counted}").format(counted=self._count_words()))

    def _count_words(self) -> str:
        done, total = self._checked
        return tr("{done} of {total} events checked.").format(done=grouped(done), total=grouped(total))

    def show_ended(self) -> None:
        """Show that verification is over, whatever its result."""
        self.working.end()
        self.verifying = False

    def show_stopped(self) -> None:
        """Show that the user stopped the verification."""
        self.show_ended()
        self.result.set_kind("notice")
        unproven = tr("Nothing is proven before all of them are.")
        self.result.set_parts(strong(tr("Verifying was stopped.")), self._count_words(), unproven)
        self._show_result()

    def show_proof(self, proof: Proof) -> None:
        """Show the result of a verification, in words."""
        self.show_ended()
        self._clear()
        self.primary.set_words(tr("Verify the log again"))
        now = self._desk.clock.now()
        if proof.whole and proof.newest_anchor is not None:
            self.result.set_kind("success")
            self.result.set_parts(*self._proven(proof, proof.newest_anchor, now))
            self.limits.set_parts("\n".join([*proof.remarks, not_proven(proof)]))
        elif proof.unproved:
            self._show_unproved(proof)
        else:
            self._show_grave(proof)
        for widget in (self.limits, self.findings, self.advice):
            widget.setVisible(bool(widget.words))
        self.findings_title.setVisible(bool(self.findings.words))
        self._show_result()

    def _show_result(self) -> None:
        """Scroll to the result, and focus the next control."""
        self.focus_first()
        self._scroll.scroll_to(self.result if self.result.words else self.grave, _ROUND)

    def _show_grave(self, proof: Proof) -> None:
        """Let the page say nothing but what was found, and what to do."""
        tell = tr(
            "Tell Information Governance and an administrator now. Leave the database and the witness file as they "
            "are, and sign nothing off until they have looked."
        )
        todo = "\n".join((*once_each(proof.findings, LISTED), "", tell))
        self.grave.show_found(tr("What was found"), tr("The log is not as it was recorded."), todo)
        self.set_wide(True)
        for widget in (self._about_title, self._about):
            widget.hide()
        announce(self.grave, self.grave.words)

    def _show_unproved(self, proof: Proof) -> None:
        self.result.set_kind("problem")
        self.result.set_parts(strong(tr("The log cannot be verified now.")))
        self.findings.set_parts("\n".join(once_each(proof.findings, LISTED)))
        self.advice.set_parts(
            tr(
                "No change was found in the log itself, but without its witness file nobody can be sure. Check "
                "that the file can be reached, and verify the log again. If the file is missing, tell Information "
                "Governance and an administrator."
            )
        )

    def _proven(self, proof: Proof, anchor: datetime, now: datetime) -> tuple[str, ...]:
        zone = self._desk.office.zone
        until = moment_beside(anchor, now.astimezone(zone).date(), zone)
        line = tr("Every event up to {until} ({count} events) is unchanged since it was recorded.")
        age = tr("The newest outside anchor is {age} old.").format(age=age_words(now - anchor))
        return strong(line.format(until=until, count=grouped(proof.anchored))), age

    def _clear(self) -> None:
        self.result.set_parts()
        self.grave.show_found("", "")
        self.set_wide(False)
        for widget in (self._about_title, self._about):
            widget.show()
        for widget in (self.limits, self.findings, self.advice):
            widget.set_parts()
            widget.hide()
        self.findings_title.hide()


def not_proven(proof: Proof) -> str:
    """Say which events the anchors do not cover."""
    later = proof.events - proof.anchored
    if later < 1:
        return tr("There are no later events.")
    line = counted(later, "1 event came later.", "{n} events came later.")
    together = tr(
        "They fit together, but no anchor covers them yet: someone with access to the database could "
        "have changed or removed them. The next session that is closed anchors them."
    )
    return f"{line} {together}"


class LogPlace(RailPlace):
    """The log's place: one page. Verifying asks for permission, works on the long lane, then logs the result."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context, self._events = context, 0
        self._progress = Progress()
        self._running: Running[None] | Running[Proof] | None = None
        self.page = LogPage(context)
        column_in(self, self.page)
        self.page.submitted.connect(self._verify)
        self.page.accepted.connect(self._accept)
        self.page.working.cancelled.connect(self._cancel)

    def refresh(self) -> None:
        """Reload the log's size; a proof stays, with its time."""
        self._context.run(integrity.log_state, self._context.actor, owner=self).then(self._show_size)

    @Slot(object)
    def _show_size(self, view: LogView) -> None:
        self._events = view.events
        self.page.show_size(view)

    @Slot(LagReason)
    def _accept(self, reason: LagReason) -> None:
        """Let sessions begin today though the log is not anchored."""
        run = self._context.run(integrity.accept_lag, self._context.actor, reason)
        run.then(self._noted).otherwise(self._failed)

    def _verify(self) -> None:
        if not self.page.verifying:
            self._progress = Progress()  # without a parent: the worker may still report when this page is gone
            self.destroyed.connect(self._progress.cancel)
            self.page.show_working(self._events, self._progress)
            allowed = self._context.run(integrity.may_verify, self._context.actor)
            self._running = allowed.then(self._verify_now).otherwise(self._failed)

    @Slot(object)
    def _verify_now(self, _: None) -> None:
        progress = self._progress
        proof = self._context.run(integrity.verify_log, self._context.actor, progress, lane="long", progress=progress)
        self._running = proof.then(self._proved).otherwise(self._failed)

    @Slot(object)
    def _proved(self, proof: Proof) -> None:
        self.page.show_proof(proof)
        self._context.run(integrity.verified, self._context.actor, proof).then(self._noted)

    @Slot(object)
    def _noted(self, _: None) -> None:
        self.refresh()

    def _cancel(self) -> None:
        """Stop verifying, at any step."""
        if self._running is not None:
            self._running.cancel()
        self.page.show_stopped()

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        self.page.show_ended()
        self._context.fail(error)
