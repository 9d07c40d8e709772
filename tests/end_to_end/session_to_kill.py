"""Run as a program, to be killed: a session that listens and saves what was heard, again and again, until it is.

`python -m tests.end_to_end.session_to_kill FOLDER FACTS`: FACTS is JSON (`back`, `people`). Prints the session's
identifier, then each frame up to which listening is saved, after its commit.
"""

from __future__ import annotations

import json
import sys
from itertools import count
from pathlib import Path

from desktop.application.sessions import listening
from desktop.bootstrap.opening import open_parts
from desktop.domain.shared.spans import Span
from tests.support.builders import Office

STEP = 10


def main(folder: str, facts: str) -> None:
    found = json.loads(facts)
    office = Office(open_parts(Path(folder)), found["back"], found["people"])
    id = office.listening()
    print(id, flush=True)
    for frame in count(0, STEP):
        office.do(listening.heard, office.position(id, frame + STEP, Span(frame, frame + STEP)))
        print(frame + STEP, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
