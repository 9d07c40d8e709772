"""The timeline beside the heard-map: moving to a row shows its place in the recording, and the other way round."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.application.reviews.views import ReviewView
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.ui.kit.widgets.buttons import LinkButton
from desktop.ui.kit.widgets.heard_map import HeardMap
from desktop.ui.kit.widgets.seek_bar import BarView, Span
from desktop.ui.kit.widgets.timeline import Happened, Timeline
from desktop.ui.kit.widgets.words import subtitle
from desktop.ui.player.panel import removed_words
from desktop.ui.reviews.lines import Line, every_line, folded_lines, line_at
from desktop.words import counted, tr
from desktop.words.formatting import day, local, time_of_day
from desktop.words.timeline import Timeline as Wording


class HeardBeside(QObject):
    """The link between timeline and heard-map. It is no widget: the page places `timeline_part` and `heard_part`."""

    def __init__(self, id_policy: IdPolicy, zone: ZoneInfo) -> None:
        super().__init__()
        self._id_policy, self._zone = id_policy, zone
        self._view: ReviewView | None = None
        self._every = False
        self.lines: tuple[Line, ...] = ()
        self.timeline = Timeline(tr("What happened"), (tr("Time"), tr("What")))
        self.heard = HeardMap(tr("What was heard"))
        self.heard.show_head(False)
        self.every_link = LinkButton("")
        self.timeline_part = _part(subtitle(tr("What happened")), self.timeline, self.every_link)
        self.heard_part = _part(subtitle(tr("What was heard")), self.heard)
        self.timeline.moved.connect(self._show_place)
        self.timeline.pointed.connect(self._show_place)
        self.heard.pointed.connect(self._point_at)
        self.heard.seek.connect(self._go_to)
        self.every_link.clicked.connect(self._unfold)

    def show_review(self, view: ReviewView) -> None:
        """Show a session, with each period of playback folded into one row."""
        self._view, self._every = view, False
        call = view.session.call
        heard = tuple(Span(span.start, span.end) for span in view.session.heard)
        removed = tuple(Span(part.start, part.end, removed_words(part, call.rate)) for part in call.removed)
        self.heard.show_bar(BarView(call.frames, call.rate, heard, removed))
        self.heard.show_head(False)
        self.clear()
        self._fill()

    def clear(self) -> None:
        """Clear the highlight."""
        self.timeline.select_key(None)
        self.heard.set_pointed(None)

    def _fill(self) -> None:
        assert self._view is not None
        view, rate = self._view, self._view.session.call.rate
        wording = Wording(rate, self._id_policy, view.session.kind)
        every = every_line(view.timeline, wording)
        folded = folded_lines(view.timeline, wording, rate)
        self.lines = every if self._every else folded
        self.timeline.show_events([self._happened(line, view) for line in self.lines])
        self.every_link.setVisible(len(folded) < len(every))
        show_every = counted(len(every), "Show the 1 event", "Show all {n} events")
        self.every_link.set_words(tr("Show playback in brief") if self._every else show_every)

    def _happened(self, line: Line, view: ReviewView) -> Happened:
        opened, at = local(view.opened_at, self._zone).date(), local(line.at, self._zone).date()
        time = time_of_day(line.at, self._zone)
        time = time if at == opened else f"{day(at)}, {time}"
        who = f" ({line.who})" if line.who not in ("", view.adviser_name) else ""
        return Happened(line.key, time, line.words + who, line.marked)

    def _unfold(self) -> None:
        self._every = not self._every
        self._fill()

    @Slot(object)
    def _show_place(self, key: object) -> None:
        """Highlight the place of a row moved to or pointed at; on None (the pointer left) that of the current row."""
        wanted = self.timeline.current_key() if key is None else key
        place = next((line.place() for line in self.lines if line.key == wanted), None)
        self.heard.set_pointed(Span(*place) if place else None)

    @Slot(object)
    def _point_at(self, frame: int | None) -> None:
        line = line_at(self.lines, frame) if frame is not None else None
        if line is not None:
            self.timeline.select_key(line.key)

    @Slot(int)
    def _go_to(self, frame: int) -> None:
        """Go to a frame, by pointer or keyboard: highlight it, and the row where it was heard."""
        self.heard.show_head(True)
        self.heard.set_frame(frame)
        self._point_at(frame)


def _part(*widgets: QWidget) -> QWidget:
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(8)
    for widget in widgets:
        box.addWidget(widget)
    box.addStretch(1)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    return made
