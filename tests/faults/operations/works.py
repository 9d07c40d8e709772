"""The works whose every operation is failed: a session step by step, an import, a render, a decision, and so on.

A work is made ready once (`ready`), and then done again and again (`act`), each time in a copy of what was made ready.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from desktop.application.copies.staff_listening import open_copy, read_copy_transcript
from desktop.application.office.signing_in import SignIn
from desktop.application.recordings.import_report import Outcome
from desktop.application.reviews import reviewing
from desktop.bootstrap.keys import identity_of
from desktop.bootstrap.opening import open_parts
from desktop.config import SOUND_CHECK
from desktop.domain.requests.request import Call
from desktop.domain.shared.ids import AppointmentId, DeskId, SessionId
from desktop.errors import ExternalSystemError
from desktop.lifecycle.backups import back_up, digests, manifest_of
from desktop.lifecycle.restore import restore
from desktop.media.waveform import waveform_of
from desktop.playback.player import VaultSound
from desktop.vault.blobs import Blobs
from tests.application.copies import transcripts
from tests.faults.killed.session_in_steps import STEPS, Conducted
from tests.faults.killed.test_recordings_killed import DAYS
from tests.support.fakes import FakePlayer
from tests.support.offices.builders import ANOTHER_DAY, NUMBER, PASSWORD, Office, a_call, aged, an_office
from tests.support.offices.old_office import an_old_office
from tests.support.offices.trees import Imports, name, put

CANARY = b"Words of a dispute."
"""Words that someone typed; see `Conducted.note`."""
TREE, TARGET, RECOVERY, RESTORED = "tree", "backup", "recovery.txt", "restored"


class NotWholeError(Exception):
    """The work says of itself that something of it was not done."""


@dataclass
class Place:
    """One folder of a try: `office`, and what the work needs beside it."""

    folder: Path
    facts: dict[str, Any]
    office: Office | None = None

    @property
    def home(self) -> Path:
        return self.folder / str(self.facts.get("home", "office"))

    def opened(self) -> Office:
        """Open the office, or return it where it is open."""
        if self.office is None:
            self.office = Office(open_parts(self.home), DeskId(self.facts["back"]), self.facts["people"])
            self.office.clock.pass_by(minutes=self.facts.get("minutes", 0))
            back_office = VaultSound(
                FakePlayer(),  # type: ignore[arg-type]  # it is loaded and unloaded here, and no more
                Blobs(self.office.parts.paths.vault),
                partial(identity_of, self.office.parts.store, self.office.front),
                waveform_of,
                SOUND_CHECK.read_bytes(),
            )
            self.office.other_sound = back_office
        return self.office

    def shut(self) -> None:
        if self.office is not None:
            self.office.parts.engine.dispose()
            self.office = None


@dataclass(frozen=True)
class Work:
    """`ready` fills a folder and returns facts as JSON knows them. `opens`: the act opens the office by itself."""

    name: str
    ready: Callable[[Path], dict[str, Any]]
    act: Callable[[Place], object]
    opens: bool = False
    exact: bool = True
    """Each commit of it is one of those of an undisturbed one, and nothing else is written."""
    half_done: Callable[[Place], Iterable[str]] = lambda place: ()
    """Yields what is half there of a folder that it makes."""
    is_there: Callable[[Place], bool] = lambda place: False
    """Whether that folder is there already."""
    tidies: bool = False
    """Done again, it also clears away what a killed program left in the vault."""


Facts = dict[str, Any]
Ready = Callable[[Path], Facts]


def _with(fill: Callable[[Office, Facts], object] = lambda office, facts: None) -> Ready:
    """Return what makes an office ready in a folder, and `fill`s it and the facts."""

    def ready(folder: Path) -> Facts:
        office = an_office(folder)
        facts: Facts = {"back": office.back, "people": office.people}
        try:
            fill(office, facts)
        finally:
            office.parts.engine.dispose()
        return facts

    return ready


def _session_upto(step: int) -> Ready:
    def fill(office: Office, facts: Facts) -> None:
        facts["appointment"] = office.booked().id
        conducted = Conducted(office, facts["appointment"])
        for each in STEPS[:step]:
            each(conducted)
        facts["session"] = conducted.id

    return _with(fill)


def _session_step(step: int, place: Place) -> None:
    office = place.opened()
    conducted = Conducted(office, AppointmentId(place.facts["appointment"]))
    conducted.id = SessionId(place.facts["session"])
    STEPS[step](conducted)


def _signing_in(place: Place) -> None:
    office = place.opened()
    command = SignIn(office.front, "adviser", PASSWORD)
    office.do(command)


def _closed_session(office: Office, facts: Facts) -> None:
    facts["session"], facts["minutes"] = office.closed(), 60


def _reviewed(use_case: Callable[..., Any], command: Callable[[Office, SessionId], tuple[Any, ...]]) -> Any:
    def act(place: Place) -> None:
        office = place.opened()
        arguments = command(office, SessionId(place.facts["session"]))
        office.do(use_case, *arguments)

    return act


def _tree(folder: Path) -> Facts:
    for unique in (1, 2):
        put(folder / TREE, name(unique=unique))
    return _with(lambda office, _: office.a_request())(folder)


def _import(place: Place) -> None:
    imports = Imports(place.opened())
    report = imports.run(place.folder / TREE)
    if not (report.whole and report.anchored) or report.counts[Outcome.REFUSED]:
        stopped = [report.stopped.code] if report.stopped else [] if report.anchored else ["witness"]
        raise NotWholeError(", ".join([*stopped, *(line.code for line in imports.lines if line.code)]))


def _request(make: Callable[[Office], Any]) -> Ready:
    return _with(lambda office, facts: facts.update(request=make(office)))


_imported = _request(lambda office: office.imported(office.a_request()))
_prepared = _request(lambda office: office.prepared(office.imported(office.a_request())))


def _prepare(place: Place) -> None:
    place.opened().prepared(place.facts["request"])


def _decide(place: Place) -> None:
    place.opened().decided(place.facts["request"])


def _hear_before_deciding(place: Place) -> None:
    office = place.opened()
    office.do(open_copy, office.actor("approver"), place.facts["request"])


def _save_transcript(place: Place) -> None:
    transcripts.saved(place.opened(), place.facts["request"])


def _transcribed(office: Office) -> Any:
    request = office.imported(office.a_request())
    transcripts.saved(office, request)
    return request


def _read_transcript(place: Place) -> None:
    office = place.opened()
    office.do(read_copy_transcript, office.actor("approver"), place.facts["request"])


def _two_due(office: Office, facts: Facts) -> None:
    """Have two of three recordings due, one of them with its copy."""
    office.released(office.first_request)
    office.released(office.imported(office.a_request(call=ANOTHER_DAY), a_call(1, 500)))
    office.imported(office.a_request(call=Call(ANOTHER_DAY.at + timedelta(days=1), NUMBER)), a_call(1, 600))
    facts["minutes"] = timedelta(days=DAYS) // timedelta(minutes=1)


def _retain(place: Place) -> None:
    office = place.opened()
    aged(office.parts.paths.vault)
    report = office.retain()
    told = {
        "changed": report.proof is None or report.proof.changed,
        "stuck": bool(report.tidied.stuck),
        "witness": not report.anchored,
    }
    if any(told.values()):
        raise NotWholeError(", ".join(word for word, is_so in told.items() if is_so))


def _back_up(place: Place) -> None:
    back_up(place.home, place.folder / TARGET)


def _has_backup(place: Place) -> bool:
    return (place.folder / TARGET).exists()


def _half_a_backup(place: Place) -> Iterator[str]:
    if _has_backup(place):
        try:
            if manifest_of(place.folder / TARGET).files != digests(place.folder / TARGET):
                yield "half a back-up"
        except ExternalSystemError as error:
            yield f"half a back-up: {error.code}"


def _backed_up(folder: Path) -> Facts:
    def fill(office: Office, _: Facts) -> None:
        back_up(office.parts.paths.folder, folder / TARGET)
        (folder / RECOVERY).write_text(identity_of(office.parts.store, DeskId("recovery-1")), "utf-8")

    facts = _with(fill)(folder)
    shutil.rmtree(folder / "office")
    return {**facts, "home": RESTORED}


def _restore(place: Place) -> None:
    restored = restore(place.folder / TARGET, place.home, place.folder / RECOVERY)
    if restored.witnessed is None:
        raise NotWholeError("witness")


def _has_office(place: Place) -> bool:
    return place.home.exists()


def _half_an_office(place: Place) -> Iterator[str]:
    if _has_office(place):
        try:
            open_parts(place.home).engine.dispose()
        except ExternalSystemError as error:
            yield f"half an office: {error.code}"


def _old(folder: Path) -> Facts:
    office, _ = an_old_office(folder)
    return {"back": office.back, "people": office.people, "minutes": 60}


def works() -> tuple[Work, ...]:
    """Return all of them, in the order of an office's day."""
    session = [
        Work(f"session: {step.__name__}", _session_upto(at), partial(_session_step, at))
        for at, step in enumerate(STEPS)
    ]
    nothing_more, closed_session = _with(), _with(_closed_session)
    opening = _reviewed(reviewing.open_review, lambda office, id: (office.actor("supervisor"), id))
    signing = _reviewed(
        reviewing.sign_off,
        lambda office, id: (reviewing.SignOff(office.actor("supervisor"), id, "Words about it."),),
    )
    return (
        Work("session: open the office", nothing_more, Place.opened, opens=True),
        Work("session: sign in", nothing_more, _signing_in),
        *session,
        Work("session: open its review", closed_session, opening),
        Work("session: sign it off", closed_session, signing),
        Work("intake", nothing_more, lambda place: place.opened().a_request()),
        Work("import", _tree, _import, exact=False),
        Work("transcript", _imported, _save_transcript),
        Work("transcript: into the copy", _request(_transcribed), _prepare),
        Work("transcript: read it", _request(transcripts.with_words), _read_transcript),
        Work("render", _imported, _prepare),
        Work("decision: hear the copy", _prepared, _hear_before_deciding),
        Work("decision", _prepared, _decide),
        Work("retain", _with(_two_due), _retain, exact=False, tidies=True),
        Work("back-up", nothing_more, _back_up, True, half_done=_half_a_backup, is_there=_has_backup),
        Work("restore", _backed_up, _restore, True, half_done=_half_an_office, is_there=_has_office),
        Work("migration", _old, Place.opened, opens=True),
    )
