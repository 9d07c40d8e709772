"""`listening-room demo --guided OUT`: one whole session through the real windows, with a real player; then the review.

The claims at the end are checked afresh: in the database, in the log by the independent verifier, and in
the sound that came out (captured; never done in an office). Exit 0 only if all of it is true.
"""

from __future__ import annotations

import tempfile
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from desktop.application.ports.desk import Desk, Proof
from desktop.application.ports.sound import SoundEngine
from desktop.bootstrap.wiring import open_desk
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.sessions.session import Outcome, Session
from desktop.domain.shared.spans import Span, total
from desktop.environment.office_file import read_office_file
from desktop.showcase.demo import make_demo
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.showcase.from_intake import FromIntake, IntakeOffice
from desktop.words import counted, tr
from desktop.words.codes import and_list, within
from desktop.words.formatting import clock, length, percent

if TYPE_CHECKING:
    from desktop.showcase.capture import Capture

FULL = 0.995
LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Account:
    """The events as found afterwards. Spans are in seconds of the approved copy."""

    heard_fraction: float
    removed_spans: tuple[tuple[float, float], ...]
    events: int
    log_verified: bool
    outcome: str
    signed_off: bool
    removed_parts_silent: bool
    seconds_put_out: float
    pictures: tuple[str, ...]
    intake: FromIntake | None = None

    def as_json(self) -> dict[str, object]:
        """Return the values for `--json`."""
        told = asdict(replace(self, intake=None)) | ({"intake": self.intake.as_json()} if self.intake else {})
        told |= {"heard_fraction": round(self.heard_fraction, 4), "seconds_put_out": round(self.seconds_put_out, 2)}
        return {name: value for name, value in told.items() if value is not None}

    def all_true(self) -> bool:
        """Return whether the session was whole and reviewed, and its log verifies."""
        return (
            self.heard_fraction >= FULL
            and self.outcome == Outcome.HEARD_IN_FULL.value
            and bool(self.removed_spans)
            and self.removed_parts_silent
            and self.log_verified
            and self.signed_off
            and (self.intake is None or self.intake.all_true())
        )

    def in_words(self) -> str:
        """Return a short account for a person."""
        return "\n".join(
            (
                *((self.intake.in_words(),) if self.intake else ()),
                tr("{share} of the approved copy was heard. {length} of sound came out.").format(
                    share=percent(self.heard_fraction, 1), length=length(self.seconds_put_out)
                ),
                *self._removed_words(),
                self._outcome_words(),
                tr("A supervisor signed it off.") if self.signed_off else tr("Nobody signed it off."),
                self._log_words(),
                counted(len(self.pictures), "1 picture was taken.", "{n} pictures were taken."),
            )
        )

    def _outcome_words(self) -> str:
        if not self.outcome:
            return tr("The session has no outcome.")
        return tr("The session’s outcome: {outcome}.").format(outcome=within(Outcome(self.outcome)))

    def _removed_words(self) -> tuple[str, str]:
        removed = and_list([f"{clock(start)} to {clock(end)}" for start, end in self.removed_spans])
        return (
            counted(
                len(self.removed_spans),
                "1 part was removed: {parts}.",
                "{n} parts were removed: {parts}.",
                parts=removed,
            ),
            tr("The removed parts were silent in what was played.")
            if self.removed_parts_silent
            else tr("The removed parts were NOT silent in what was played."),
        )

    def _log_words(self) -> str:
        if self.log_verified:
            return counted(
                self.events,
                "The log is whole. It has 1 event.",
                "The log is whole. It has {n} events.",
            )
        return tr("The log is NOT whole.")


def conduct(out: Path, *, from_intake: bool = False, engine: SoundEngine | None = None) -> Account:
    """Make a fresh demo office, conduct, review, verify; pictures, receipt and sound go into `out`.

    `from_intake`: the office begins empty, with a customer's letter and a folder of a telephone system. `engine`: what
    plays the call; None: as at a PC where nobody has chosen.
    """
    from desktop.showcase.capture import Capture
    from desktop.showcase.hands import Hands, conduct_session, review_session
    from desktop.ui.shell.app import Screens, application

    out.mkdir(parents=True, exist_ok=True)
    for old in (path for ending in ("png", "pdf", "wav", "txt") for path in out.glob(f"*.{ending}")):
        old.unlink()
    with tempfile.TemporaryDirectory(prefix="listening-room-demo-") as folder:
        office = Path(folder) / "office"
        app = application()
        intake = IntakeOffice(office, out).go() if from_intake else None
        if intake is None:
            make_demo(office).engine.dispose()
        file, paths = read_office_file(office)
        file._replace(sound_engine=engine).write(paths)
        capture = Capture()
        screens = Screens(lambda: open_desk(office, outlet=capture), lambda: False, demo=True)
        screens.shell.resize(1366, 768)
        screens.shell.show()
        hands = Hands(screens, out)
        try:
            conduct_session(hands, "adviser", DEMO_PASSWORD, datetime.now(LONDON).date())
            assert screens.desk is not None
            sound = _put_out(screens.desk, capture, out / "what-was-put-out.wav")
            review_session(hands, "supervisor", DEMO_PASSWORD, out / "receipt.pdf")
            account = _account(screens.desk, sound, tuple(hands.pictures))
            return replace(account, intake=intake)
        finally:
            screens.shell.close()
            screens.close()
            app.processEvents()


@dataclass(frozen=True)
class _PutOut:
    """The output of the player, as far as the account needs it."""

    seconds: float
    removed_parts_silent: bool


def _put_out(desk: Desk, capture: Capture, wav: Path) -> _PutOut:
    """Write what was put out, look at it, and forget it: the session is over, and its sound leaves the memory."""
    capture.write_wav(wav)
    session, _ = _conducted(desk)
    with desk.uow().read_only() as uow:
        copy = uow.recordings.copy(session.copy)
    samples = np.frombuffer(capture.samples(), "<i2")
    capture.forget()
    return _PutOut(len(samples) / copy.channels / copy.rate, _silent_enough(samples, copy))


def _account(desk: Desk, sound: _PutOut, pictures: tuple[str, ...]) -> Account:
    """Check everything afresh."""
    proof: Proof = desk.verifier.verify()
    with desk.uow().read_only() as uow:
        session, signed_off = _conducted(desk)
        copy = uow.recordings.copy(session.copy)
        events = uow.reading.log_size()
    heard = total(session.heard) / copy.frames
    return Account(
        heard_fraction=heard,
        removed_spans=tuple((part.start / copy.rate, part.end / copy.rate) for part in copy.removed),
        events=events,
        log_verified=proof.whole and proof.events == events,
        outcome=session.outcome.value if session.outcome else "",
        signed_off=signed_off,
        removed_parts_silent=sound.removed_parts_silent,
        seconds_put_out=sound.seconds,
        pictures=pictures,
    )


def _conducted(desk: Desk) -> tuple[Session, bool]:
    """Return the session just closed, and whether it is signed off."""
    from desktop.application.ports.reading import ReviewFilter

    with desk.uow().read_only() as uow:
        row = uow.reading.reviews(ReviewFilter(waiting_only=False), 1)[0]
        return uow.sessions.get(row.id), row.signed_off


def _silent_enough(samples: NDArray[np.int16], copy: ApprovedCopy) -> bool:
    """Return whether the output holds, for each removed part, an unbroken run of digital silence as long as it."""
    loud = np.flatnonzero(samples)
    edges = np.concatenate([[-1], loud, [len(samples)]])
    runs = np.sort(np.diff(edges) - 1)[::-1]
    needed = sorted((len(Span(part.start, part.end)) * copy.channels for part in copy.removed), reverse=True)
    return len(runs) >= len(needed) and all(run >= need for run, need in zip(runs, needed, strict=False))
