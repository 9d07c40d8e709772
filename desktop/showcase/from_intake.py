"""From a customer's letter and a folder of a telephone system's export to an appointment, without a window.

- Each step is the use case that the screens use. The session and its review go through the windows (`guided`).
- The initial office has people and desks, and no request.
- The folder is a made-up FreePBX tree, with synthetic voices in the clear and two files that no import accepts. It is
  removed after its import.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.application.appointments.calendar import BookAppointment, book_appointment
from desktop.application.copies import preparing, staff_listening
from desktop.application.copies.deciding import Decide, decide
from desktop.application.copies.preparing import keep_copy, render_copy
from desktop.application.ports.desk import Desk
from desktop.application.ports.sound import Strongroom
from desktop.application.recordings import finding
from desktop.application.recordings.folder_import import Importing, ImportSteps
from desktop.application.recordings.import_report import ImportReport, Line, Outcome
from desktop.application.requests.intake import TakeRequest, take_request
from desktop.application.requests.letters import Letter, MakeLetter, look_at_letter, make_letter
from desktop.application.shared.commands import bound
from desktop.bootstrap.wiring import open_desk
from desktop.config import RESOURCES
from desktop.domain.appointments import Unusual
from desktop.domain.copies.decision import Information, Ruling, Weighing
from desktop.domain.copies.marking import Draft
from desktop.domain.office.people import Role
from desktop.domain.recordings.finding import Step
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Asker, Call, Channel
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.paper import Way
from desktop.environment.clock import SystemClock
from desktop.errors import ListeningRoomError
from desktop.media.telephony.folder import TelephonyFolders
from desktop.showcase.demo import OFFICE, PLACE, DemoCall, DemoMaker, demo_calls
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.command_line.recordings import import_words

OWN_NUMBER, EXTENSION = "01632960000", "214"
CUT_AFTER = 2000
"""Bytes of the file that was cut short: more than its header."""


def write_export(folder: Path, calls: Iterable[DemoCall], today: date, zone: ZoneInfo) -> Path:
    """Write the tree into `folder`; return where it begins."""
    rows = []
    for number, call in enumerate(calls):
        start = call.call_at(today, zone)
        unique = f"{int(start.timestamp())}.{number}"
        _write(folder / _path(call, start, unique, "wav"), call.data)
        rows.append(_row(call, start, unique))
    first = next(iter(calls))
    moment = first.call_at(today, zone) + timedelta(hours=1)
    _write(folder / _path(first, moment, f"{int(moment.timestamp())}.90", "wav"), first.data[:CUT_AFTER])
    _write(folder / _path(first, moment, f"{int(moment.timestamp())}.91", "wav"), b"This was never a recording.\n")
    (folder / "Master.csv").write_text(_table(rows), encoding="utf-8")
    return folder


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _path(call: DemoCall, start: datetime, unique: str, ending: str) -> Path:
    """Return its path in FreePBX's naming (`media.telephony.names`)."""
    caller = call.number.replace(" ", "")
    parties = f"out-{caller}-{EXTENSION}" if call.outbound else f"in-{OWN_NUMBER}-{caller}"
    return Path(start.strftime("%Y/%m/%d"), f"{parties}-{start:%Y%m%d-%H%M%S}-{unique}.{ending}")


def _row(call: DemoCall, start: datetime, unique: str) -> list[str]:
    """Return a row of `Master.csv`, without headings, as Asterisk's `cdr_csv` writes it."""
    caller = call.number.replace(" ", "")
    source, destination = (EXTENSION, caller) if call.outbound else (caller, EXTENSION)
    times = [start + timedelta(seconds=seconds) for seconds in (0, 4, 4 + call.seconds)]
    shown = [moment.strftime("%Y-%m-%d %H:%M:%S") for moment in times]
    length = [str(4 + call.seconds), str(call.seconds)]
    channels = [f"PJSIP/{EXTENSION}-00000001", "PJSIP/trunk-00000002"]
    own, other = channels if call.outbound else reversed(channels)
    head = ["", source, destination, "from-internal" if call.outbound else "from-trunk", "", own, other, "Dial", ""]
    return [*head, *shown, *length, "ANSWERED", "DOCUMENTATION", unique, ""]


def _table(rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return out.getvalue()


SOURCE = "telephony"
DAYS_AGO = 5
NEEDS = ("Hearing aid, wants it louder", "Extra time")
EXPECTED = {Outcome.CAME_IN: 1, Outcome.NOT_ASKED_FOR: 3, Outcome.REFUSED: 2}
"""Of the export's six files: the call in the letter, three other people's, and two that are none."""


@dataclass(frozen=True)
class FromIntake:
    """The outcome, step by step."""

    reference: str
    files: Counter[Outcome] = field(default_factory=Counter)
    refused: tuple[str, ...] = ()
    """Why each file was refused, as codes."""
    searched: tuple[str, ...] = ()
    """How far the search had to go, step by step."""
    proposals: int = 0
    marks: int = 0
    decided_by_a_second_person: bool = False
    letter: str = ""
    """The invitation's name in the folder of the demonstration."""

    def as_json(self) -> dict[str, object]:
        """Return the values for `--json`."""
        return asdict(self) | {"files": {outcome.value: self.files[outcome] for outcome in Outcome}}

    def all_true(self) -> bool:
        """Return whether the requested call and nothing else was imported, and someone else decided."""
        brought = all(self.files[outcome] == EXPECTED.get(outcome, 0) for outcome in Outcome)
        return brought and self.decided_by_a_second_person and bool(self.marks) and bool(self.letter)

    def in_words(self) -> str:
        """Return a short account for a person."""
        return "\n".join(
            (
                tr("The customer’s letter was taken as request {reference}.").format(reference=self.reference),
                *import_words(ImportReport(SOURCE, self.files), Counter(self.refused)),
                tr("The search that found the recording covered {step}.").format(step=words(Step(self.searched[-1]))),
                counted(self.marks, "1 part to remove was marked.", "{n} parts to remove were marked."),
                tr("A second person decided.") if self.decided_by_a_second_person else tr("NO second person decided."),
                tr("The invitation is in {file}.").format(file=self.letter),
            )
        )


class IntakeOffice(DemoMaker):
    """The demo office, and one request on its way to an appointment."""

    def __init__(self, folder: Path, out: Path) -> None:
        super().__init__(folder, SystemClock())
        self._out = out
        self._calls = demo_calls()
        self.make_office()

    @property
    def call(self) -> DemoCall:
        """The call in the letter."""
        return self._calls[0]

    def go(self) -> FromIntake:
        """Run all the steps. On failure the use case's own error is raised."""
        request, reference = self._take_what_the_letter_asks()
        self.office.close()
        desk = open_desk(self.parts.paths.folder)
        try:
            assert desk.strongroom is not None, "the back office opens originals"
            files, refused = self._bring_the_folder_in(desk, desk.strongroom)
            searched = self._find(request, desk)
            proposals, marks = self._prepare(request, desk, desk.strongroom)
            second = self._decide(request, desk)
            letter = self._invite(request, desk)
        finally:
            desk.close()
        return FromIntake(reference, files, refused, searched, proposals, marks, second, letter)

    def _take_what_the_letter_asks(self) -> tuple[RequestId, str]:
        """Take the letter's request as the officer types it: the time of the call is approximate."""
        about = self.call.call_at(self.today, self.zone)
        about -= timedelta(minutes=about.minute % 5)
        text = (RESOURCES / "demo" / "letter.txt").read_text("utf-8")
        said = {"office": OFFICE, "place": PLACE, "number": self.call.number}
        days = {"day": f"{about:%A} {about.day} {about:%B}", "time": f"{about:%H:%M}"}
        received = self.today - timedelta(days=DAYS_AGO)
        written = f"{received.day} {received:%B %Y}"
        (self._out / "letter.txt").write_text(text.format(**said, **days, written=written), encoding="utf-8")
        asker = Asker(
            "Demo", "Customer Letter", date(1971, 3, 11), "9 Example Street, Exampleton", "By post. Please do not ring."
        )
        command = TakeRequest(
            actor=self.actor(Role.INFORMATION_OFFICER),
            kind=Kind.SUBJECT_ACCESS,
            asker=asker,
            calls=(Call(about, self.call.number, self.call.outbound),),
            received_on=received,
            came_by=Channel.LETTER,
            copy_offered=True,
            adjustments=NEEDS,
            copy_wanted=True,
        )
        rules = DeadlineRules(self.holidays, in_force=self.office.policy.in_force)
        (request,) = self.office.run(take_request, command, rules=rules)
        return request.id, request.reference

    def _bring_the_folder_in(self, desk: Desk, strongroom: Strongroom) -> tuple[Counter[Outcome], tuple[str, ...]]:
        source = desk.keeping.source(SOURCE)
        assert source is not None, "the demo's policy names it"
        lines: list[Line] = []
        with tempfile.TemporaryDirectory(prefix="listening-room-export-") as folder:
            export = write_export(Path(folder), self._calls, self.today, self.zone)
            steps = ImportSteps(self.actor(Role.INFORMATION_OFFICER), source, desk.uow, desk.clock, strongroom)
            report = Importing(steps, desk.numbers, desk.keeping).run(
                TelephonyFolders().candidates(export, source), lines.append
            )
        if report.stopped is not None:
            raise report.stopped
        return report.counts, tuple(line.code for line in lines if line.outcome is Outcome.REFUSED)

    def _find(self, request: RequestId, desk: Desk) -> tuple[str, ...]:
        """Search step by step until something is found; the first row is the call."""
        actor, searched = self.actor(Role.INFORMATION_OFFICER), []
        step: Step | None = Step.HALF_HOUR
        while step is not None:
            view = bound(finding.find_recordings, desk, actor, request, step)()
            searched.append(step.value)
            if view.rows:
                chosen = finding.LinkRecording(actor, request, view.rows[0].id, step)
                bound(finding.link_recording, desk, chosen)()
                return tuple(searched)
            step = view.wider
        raise ListeningRoomError("intake_not_found")

    def _prepare(self, request: RequestId, desk: Desk, strongroom: Strongroom) -> tuple[int, int]:
        """Open the original, mark the parts about another person, make the copy. Return how many proposals, marks."""
        actor, guard = self.actor(Role.INFORMATION_OFFICER), desk.policy.guard_ms
        by = self.in_person(Role.INFORMATION_OFFICER)
        opened = bound(preparing.open_preparation, desk, by, request)()
        strongroom.make_working(opened.recording)
        proposals = strongroom.proposals(opened.recording, opened.recording.agent_channel)
        draft = preparing.SaveDraft(actor, request, Draft(opened.draft.version, self.call.removals))
        saved = bound(preparing.save_draft, desk, draft)()
        make = preparing.MakeCopy(actor, request, saved.version, guard)
        plan = bound(preparing.plan_from_draft, desk, make)()
        prepared = bound(render_copy, desk, plan)()
        bound(keep_copy, desk, plan, prepared)()
        return len(proposals), len(saved.marks)

    def _decide(self, request: RequestId, desk: Desk) -> bool:
        """Open the copy as the approver, weigh, approve. Return whether someone else prepared it."""
        actor = self.actor(Role.APPROVER)
        opening = bound(staff_listening.open_copy, desk, actor, request)()
        bound(staff_listening.load, desk, opening)()
        desk.sound.shut()
        bound(staff_listening.heard, desk, actor, opening, ())()
        with desk.uow().read_only() as uow:
            copy = uow.requests.get(request).copy
            assert copy is not None, "it was prepared"
            preparer = uow.recordings.copy(copy).prepared_by
        until = self.today + timedelta(days=60)
        by, weighing = self.in_person(Role.APPROVER), Weighing(Information.ALL_REMOVED)
        bound(
            decide, desk, Decide(by, request, Ruling.APPROVE, copy, until=until, weighing=weighing, unheard_known=True)
        )()
        return preparer != actor.by

    def _invite(self, request: RequestId, desk: Desk) -> str:
        """Book an appointment today, since the demonstration goes on today, and write the invitation."""
        actor = self.actor(Role.INFORMATION_OFFICER)
        starts = datetime.combine(self.today, desk.clock.now().astimezone(self.zone).time(), self.zone)
        starts = starts.replace(minute=0, second=0, microsecond=0)
        booking = BookAppointment(actor, request, self.front, starts, meant=frozenset(Unusual))
        bound(book_appointment, desk, booking)()
        bound(look_at_letter, desk, actor, request, LetterKind.INVITATION)()
        letter = bound(make_letter, desk, MakeLetter(actor, request, LetterKind.INVITATION, Way.SAVED))()
        return self._save(letter, desk)

    def _save(self, letter: Letter, desk: Desk) -> str:
        """Save it as a PDF beside the pictures; return its name."""
        from desktop.ui.kit.printing.paper import save_sheets
        from desktop.ui.letters.letter import letter_document, letter_title

        title = letter_title(letter)
        name = f"{title}.pdf"
        save_sheets(letter_document(letter, self.zone, desk.id_policy), title, self._out / name)
        return name if (self._out / name).exists() else ""
