"""The log: one sentence on what is proven, and what is not. A log that is not as it was recorded fills the page."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal, Slot

from desktop.application.log.anchoring import LagReason, LogView
from desktop.application.ports.desk import Proof
from desktop.ui.kit.progress import Progress
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.grave_panel import GravePanel
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.words import Words, announce, strong, title
from desktop.ui.kit.widgets.working import Working
from desktop.ui.log.lag import LagPart
from desktop.ui.running.context import Context
from desktop.words import counted, tr
from desktop.words.alike import once_each
from desktop.words.formatting import age_words, grouped, moment_beside

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
            self._show_findings(proof, tr("The log cannot be verified now."), _no_witness())
        else:
            self._show_grave(proof)
        for widget in (self.limits, self.findings, self.advice):
            widget.setVisible(bool(widget.words))
        self.findings_title.setVisible(bool(self.findings.words))
        self._show_result()

    def _show_result(self) -> None:
        """Scroll to the result, and focus the next control."""
        self.focus_first()
        self._scroll.bring_into_sight(self.result if self.result.words else self.grave, _ROUND)

    def _show_grave(self, proof: Proof) -> None:
        """Let the page say nothing but what was found, and what to do."""
        todo = "\n".join((*once_each(proof.findings, LISTED), "", _not_whole()))
        self.grave.show_found(tr("What was found"), tr("The log is not as it was recorded."), todo)
        self.set_wide(True)
        for widget in (self._about_title, self._about):
            widget.hide()
        announce(self.grave, self.grave.words)

    def _show_findings(self, proof: Proof, outcome: str, advice: str) -> None:
        self.result.set_kind("problem")
        self.result.set_parts(strong(outcome))
        self.findings.set_parts("\n".join(once_each(proof.findings, LISTED)))
        self.advice.set_parts(advice)

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


def _no_witness() -> str:
    return tr(
        "No change was found in the log itself, but without its witness file nobody can be sure. Check "
        "that the file can be reached, and verify the log again. If the file is missing, tell Information "
        "Governance and an administrator."
    )


def _not_whole() -> str:
    return tr(
        "Tell Information Governance and an administrator now. Leave the database and the witness file as they are, "
        "and sign nothing off until they have looked."
    )


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
