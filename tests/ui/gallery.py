"""Renders the kit to PNG files, to be looked at: `python -m tests.ui.gallery FOLDER [WIDTHxHEIGHT]`.

Not a test: it shows id, listen, review, queue, form and kit pages with made-up values. Run it under xvfb-run, also with
QT_SCALE_FACTOR=2 and half the size.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.ui.kit import style
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.bar import TopBarView
from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.choices import Adjuster, Choice, ChoiceField, ListField, Segmented, TicksField
from desktop.ui.kit.customer_display import Panel
from desktop.ui.kit.date_field import DateField
from desktop.ui.kit.facts import CardPart, CustomerCard, Fact, Facts
from desktop.ui.kit.fields import LongTextField, PasswordField, TextField
from desktop.ui.kit.frame import Frame
from desktop.ui.kit.layouts import Columns, FlowLayout
from desktop.ui.kit.listening_controls import PlayButton
from desktop.ui.kit.lists import Happened, Table, Timeline
from desktop.ui.kit.page import Page
from desktop.ui.kit.progress import Working
from desktop.ui.kit.rail_item import Place
from desktop.ui.kit.rows import Row
from desktop.ui.kit.sound_bars import BarView, Channel, HeardMap, Span, WaveformBar
from desktop.ui.kit.steps import Slot, SlotState, SlotView, Step, Stepper
from desktop.ui.kit.text import Words, small, strong

RATE = 8000
REMOVED = (
    Span(121 * RATE, 129 * RATE, "part removed, 8 s"),
    Span(194 * RATE, 198 * RATE, "part removed, 4 s"),
)
HEARD = (Span(0, 57 * RATE), Span(71 * RATE, 108 * RATE))
CALL = BarView(252 * RATE, RATE, HEARD, REMOVED, (Span(57 * RATE, 71 * RATE, "not heard yet: 0:57 to 1:11"),))


def framed(page: QWidget, current: str = "today") -> Frame:
    frame = Frame()
    frame.top_bar.show_view(TopBarView("Listening Room", "Riverside House, desk 2", "Demo adviser", "Demo office"))
    places = (Place("today", "Today", 3), Place("requests", "Requests"), Place("reviews", "Reviews", 1247))
    frame.rail.show_places(places, current)
    frame.show_page(page)
    return frame


def id_page() -> QWidget:
    page = Page(
        "Two forms of ID", "Look at the originals. Choose what you have been shown.", primary="Confirm identity"
    )
    steps = [Step("Check in", "Customer, interpreter"), *map(Step, ("ID", "Brief", "Listen", "Close"))]
    page.add(Stepper(steps, 1))
    lines = (
        ("In date. Name and date of birth match the request.",),
        ("Address on the card:", strong("not the current one")),
    )
    photo = SlotView("One with a photo", SlotState.FILLED, "UK photocard driving licence", lines, action="Change")
    address = Slot(
        SlotView(
            "One with the current address",
            SlotState.PROBLEM,
            "Gas or electricity bill",
            problem="This bill is 3 months and 10 days old. It can be up to 3 months old.",
            advice="A council tax bill up to 12 months old will do instead.",
        )
    )
    bill = DateField("bill", "Date on the bill")
    for box, text in zip(bill.boxes, ("14", "August", "2026"), strict=True):
        box.setText(text)
    address.ask(bill)
    page.add(Columns(Slot(photo), address, gap=24))
    page.set_missing(
        "Still needed:", strong("one document with the current address."), "Nothing can be opened until then."
    )
    page.add_link("Not enough evidence today", page.close)
    page.set_aside(card())
    page.focus_target = bill.boxes[0]  # type: ignore[attr-defined]
    return framed(page)


def card() -> CustomerCard:
    return CustomerCard(
        CardPart("Demo customer", ("SAR-2026-0042", "Appointment 2:30pm")),
        CardPart("", ("Call of 3 June 2026, about 10:15am", "4 min 12 s, 2 parts removed")),
        CardPart("Adjustments", ("Hearing aid, wants it louder", "Extra time")),
    )


def peaks(phase: float) -> list[tuple[float, float]]:
    def loud(i: int) -> float:
        wave = max(0.0, math.sin(i / 55 + phase)) ** 3
        return 0.03 + wave * (0.6 + 0.4 * math.sin(i * 12.9898 + phase) * math.sin(i * 0.7))

    return [(-loud(i) * 0.9, loud(i)) for i in range(2000)]


def listen_page() -> QWidget:
    panel = Panel()
    top = FlowLayout(gap=20)
    top.addWidget(Words("Your call of Wednesday 3 June 2026, 10:14am", tone="muted"))
    top.add_spring()
    top.addWidget(Words("SAR-2026-0042", tone="muted"))
    panel.add(top)
    wave = WaveformBar("Your call")
    wave.show_channels((Channel("Council", peaks(0)), Channel("You", peaks(3.1))))
    wave.show_bar(CALL)
    wave.set_frame(108 * RATE)
    panel.add(wave, grows=True)
    clock = FlowLayout(gap=18)
    clock.addWidget(Words("1:48", size=style.Size.CLOCK, bold=True, wraps=False))
    clock.addWidget(Words("of 4:12", size=style.Size.PANEL, tone="muted", wraps=False))
    panel.add(clock)
    panel.add(Words("Next: a part is removed here, 8 seconds, about another person."))
    row = FlowLayout(gap=16)
    play = PlayButton()
    play.set_playing(True)
    row.addWidget(play)
    for words in ("Back 10 seconds", "Play in short pieces"):
        row.addWidget(SecondaryButton(words, big=True))
    row.add_spring()
    for words in ("Take a break", "Finish"):
        row.addWidget(SecondaryButton(words, big=True))
    panel.add(row)
    low = FlowLayout(gap=32)
    low.addWidget(Adjuster("Speed", "Slower", "As recorded", "Faster"))
    low.addWidget(Adjuster("Volume", "Quieter", "6 of 10", "Louder"))
    low.addWidget(Segmented("Ear", (("left", "Left"), ("both", "Both"), ("right", "Right")), "both"))
    panel.add(low)
    panel.focus_target = play  # type: ignore[attr-defined]
    return panel


EVENTS = (
    ("2:31pm", "Checked in: customer, BSL interpreter"),
    ("2:34pm", "Identity confirmed, call matched by date and number"),
    ("2:36pm", "Sound check heard in both ears"),
    ("2:37pm", "Played 0:00 to 2:06"),
    ("2:39pm", "Interrupted: the PC lost power at 2:06"),
    ("2:43pm", "Resumed by the adviser, identity short-checked"),
    ("2:44pm", "Played 2:04 to 4:12, back 10 seconds twice"),
    ("2:47pm", "Dispute noted at 3:12, correction wanted"),
    ("2:50pm", "Acknowledged. Receipt printed, log anchored"),
)


def review_page() -> QWidget:
    page = Page("Session: SAR-2026-0042, Tuesday 24 November 2026, 2:30pm", primary="Sign off and next", wide=True)
    page.set_lead("7 to look at, then 33 ordinary. This one was", strong("interrupted"), "and resumed 4 minutes later.")
    page.add(
        Facts(
            Fact("Demo adviser", "desk 2"),
            Fact("Driving licence + council tax bill", "confirmed in 2 min 40 s"),
            Fact("96% heard", "4:02 of 4:12, 12 s removed"),
            Fact("Heard in part", "customer wants a copy too"),
        )
    )
    line = Timeline("What happened", ("Time", "What"))
    line.show_events([Happened(i, at, what, i == 4) for i, (at, what) in enumerate(EVENTS)])
    line.select_key(4)
    side = QWidget()
    right = QVBoxLayout(side)
    right.setContentsMargins(0, 0, 0, 0)
    right.setSpacing(10)
    right.addWidget(Words("What was heard", bold=True))
    heard = HeardMap("What was heard")
    heard.show_bar(BarView(252 * RATE, RATE, (Span(0, 242 * RATE),), REMOVED))
    heard.set_pointed(Span(126 * RATE, 126 * RATE))
    heard.show_head(False)
    right.addWidget(heard)
    comment = LongTextField("comment", "Comment", "Needed, because this session is an exception.")
    right.addWidget(comment)
    right.addWidget(small("Every event up to 2:50pm is unchanged since it was recorded.", tone="muted"))
    right.addStretch(1)
    page.add(Columns(line, side, weights=(5, 4)))
    page.add_link("Ask the adviser", page.close)
    page.focus_target = comment.input  # type: ignore[attr-defined]
    return framed(page, "reviews")


def queue_page() -> QWidget:
    page = Page("Reviews", "33 ordinary, 7 to look at. Exceptions come first.", wide=True)
    table = Table("Sessions to review", ("Session", "When", "Who", "Why it is here"), weights=(0, 3, 2, 4))
    whys = ("Interrupted", "Lesser check: identity was already clear", "", "Opened without an appointment", "")
    table.show_rows(
        [
            Row(i, (f"SAR-2026-00{42 + i}", "Tuesday 24 November 2026", "Demo adviser", why or "Ordinary"), bool(why))
            for i, why in enumerate(whys)
        ],
        more=True,
    )
    page.add(Banner("success", strong("SAR-2026-0041 is signed off."), "The next one is below."), table)
    page.focus_target = table.view  # type: ignore[attr-defined]
    return framed(page, "reviews")


def form_page() -> QWidget:
    page = Page("A new request", "Ask the customer, and type what they say.", primary="Take the request")
    name = TextField("name", "Full name")
    when = DateField("call", "Date of the call", "For example, 3 6 2026")
    who = ChoiceField(
        "who",
        "Whose call is it?",
        (
            Choice("self", "The customer's own"),
            Choice(
                "other",
                "Somebody else's",
                "They come with written authority: a power of attorney, a court order or consent",
            ),
        ),
    )
    adjustments = TicksField(
        "adjustments", "What would help?", (Choice("loud", "Louder sound"), Choice("time", "Extra time"))
    )
    adjustments.set_value(("loud",))
    where = ListField("source", "Which telephone system?", (Choice("a", "Contact centre"), Choice("b", "Switchboard")))
    page.add(name, when, who, adjustments, where, PasswordField("pass", "Password"), Working())
    problems = [(name, "Enter the customer's full name."), (when, "The date of the call must be in the past.")]
    page.show_problems = lambda: page.set_problems(problems)  # type: ignore[attr-defined]
    page.set_aside(card())
    return framed(page, "requests")


PAGES: dict[str, Callable[[], QWidget]] = {
    "id": id_page,
    "listen": listen_page,
    "review": review_page,
    "queue": queue_page,
    "form": form_page,
}


def settle(milliseconds: int = 60) -> None:
    """Let layouts and the focus settle."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def main(folder: Path, size: tuple[int, int], theme: str) -> None:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    style.apply(app, theme)
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        window = make()
        window.resize(*size)
        window.show()
        window.activateWindow()
        settle()
        page = window.page if isinstance(window, Frame) else window
        if (target := getattr(page, "focus_target", None)) is not None:
            target.setFocus()
        if (show_problems := getattr(page, "show_problems", None)) is not None:
            show_problems()
        settle()
        window.grab().save(str(folder / f"{name}.png"))
        window.close()
        window.deleteLater()


if __name__ == "__main__":
    wide, high = (sys.argv[2] if len(sys.argv) > 2 else "1366x768").split("x")
    main(Path(sys.argv[1]), (int(wide), int(high)), sys.argv[3] if len(sys.argv) > 3 else "light")
