"""A form of dates and times (of `strptime`), made out from how one moment looks in it.

Rules:
- The moment is `EXAMPLE`, whose parts are all different numbers: each part says what it is.
- A form is returned only if it reads the text back as that moment, and `usable_date_format` has nothing against it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from desktop.domain.recordings.sources import usable_date_format

EXAMPLE = datetime(2026, 11, 24, 14, 30, 5, tzinfo=UTC)
_PARTS = (
    (r"(?<=05[.,])[0-9]{1,6}", "%f"),
    *(("2026", "%Y"), ("November", "%B"), ("Nov", "%b"), ("Tuesday", "%A"), ("Tue", "%a")),
    *(("24", "%d"), ("11", "%m"), ("26", "%y"), ("14", "%H"), ("02?(?![0-9])|2", "%I"), ("30", "%M")),
    *((r"0?5", "%S"), ("[AP]M", "%p"), (r"[+-]00:?00|Z$", "%z")),
)
_ANY = re.compile("|".join(f"(?P<p{at}>{part})" for at, (part, _) in enumerate(_PARTS)), re.IGNORECASE)


def form_of(typed: str) -> str | None:
    """Return the form in which the example was typed; None if it cannot be made out."""
    text = typed.strip()
    form = _ANY.sub(_code, text.replace("%", "%%"))
    if not usable_date_format(form):
        return None
    try:
        read = datetime.strptime(text, form)
    except (ValueError, re.error):
        return None
    is_it = read.replace(tzinfo=None, microsecond=0, second=0) == EXAMPLE.replace(tzinfo=None, second=0)
    return form if is_it else None


def _code(found: re.Match[str]) -> str:
    return next(code for at, (_, code) in enumerate(_PARTS) if found[f"p{at}"] is not None)
