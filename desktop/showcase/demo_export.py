"""The demo's calls as a telephone system would hand them over: a FreePBX tree with Asterisk's `Master.csv`.

The folder holds sound in the clear, like any export: made-up calls with synthetic voices. Beside the four
calls there are two files that no import accepts: one cut short while it was written, and one that is no sound.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.showcase.demo import DemoCall

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
    """Return its path in FreePBX's naming (`media.telephony.freepbx`)."""
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
