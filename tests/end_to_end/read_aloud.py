"""Work through the real windows while Orca reads them:  python -m tests.end_to_end.read_aloud FOLDER WALK

`heard.json` in that folder has Orca's speech at each station, and the accessibility bus's events. Needs a
desktop of its own: everything else on it is read too.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.end_to_end.reading import conduct
from tests.end_to_end.reading_counter import at_the_counter
from tests.end_to_end.reading_office import in_the_office

HEARD = "heard.json"
COUNTER, OFFICE = "counter", "office"

if __name__ == "__main__":
    out = Path(sys.argv[1])
    office = sys.argv[2] == OFFICE
    made = conduct(out, in_the_office if office else at_the_counter, back_office=office)
    typed = [event for event in made.orca.events() if "text-changed" in event[0]]
    heard = {"stations": made.stations, "moves": made.moves, "roles": made.roles, "typed": typed}
    (out / HEARD).write_text(json.dumps(heard), encoding="utf-8")
