"""Questions to the inner verbs of a built program, with their answers:  python -m tests.inner_verbs FOLDER OFFICE

Writes `verify-child.question`, `verify-child.answer` and `log-child.question` into FOLDER; the last is about OFFICE.
`script/installer` asks what it has built.
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from desktop.bootstrap.verifying_apart import Task
from desktop.domain.log.events import Event, EventKind, Subject, canonical
from desktop.domain.shared.ids import DeskId
from desktop.environment.office_file import read_office_file
from desktop.verify.beside import Question, main
from desktop.verify.many import columns_of


def a_question() -> Question:
    """Return one about an event."""
    at, desk = datetime(2026, 11, 29, tzinfo=UTC), DeskId("d")
    body = canonical(Event(EventKind.HEARD, at, desk, None, {Subject.SESSION: "s"}, {"frame": 1}), 3)
    events = columns_of([(3, body, "2026-11-29", "heard", "s", None)], 3)
    assert events is not None
    return Question(events, [])


def write(folder: Path, office: Path) -> None:
    """Write the files. Raises SurroundingsError where there is no office."""
    asked, answer = a_question().packed(), io.BytesIO()
    main(io.BytesIO(asked), answer)
    (folder / "verify-child.question").write_bytes(asked)
    (folder / "verify-child.answer").write_bytes(answer.getvalue())
    task = Task(str(office.absolute()), read_office_file(office)[0].origin, None, None, None)
    (folder / "log-child.question").write_bytes(task.as_json())


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
