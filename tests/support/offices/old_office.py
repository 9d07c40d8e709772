"""An office as the first schema had it, with a session heard and closed.

`python -m tests.support.offices.old_office FOLDER` makes it there.

`script/installer` and `script/try-deb` open it with the built program, which has to upgrade it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from db.schema import migrate
from desktop.domain.shared.ids import SessionId
from tests.support.offices.builders import Office, an_office

FIRST = "0001"


def an_old_office(folder: Path) -> tuple[Office, SessionId]:
    """Make the office in `folder/office`, closed, and its session."""
    office = an_office(folder)
    session = office.closed()
    migrate.downgrade(office.parts.engine, FIRST)
    office.parts.engine.dispose()
    return office, session


if __name__ == "__main__":
    an_old_office(Path(sys.argv[1]))
