"""Local times in telephone systems' notations, and the two hours of the year in which they go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from desktop.media.telephony.refusals import refused

YEARS = range(1970, 2101)
_CLOCKS_DIFFER, _LONGEST_CALL = 60, 24 * 3600


@dataclass(frozen=True)
class Moment:
    """`at` in UTC. `ambiguous`: the local time happened twice, and this is the first of the two."""

    at: datetime
    ambiguous: bool = False


def moment(told: datetime, zone: tzinfo) -> Moment:
    """Resolve a local time; `zone` counts where it has no offset of its own.

    Raises MediaRefusedError for a time in the hour skipped in spring, and for implausible years.
    """
    if told.year not in YEARS:
        raise refused("side_time_not_read")
    if told.tzinfo is not None and told.utcoffset() is not None:
        return Moment(told.astimezone(UTC))
    first, second = (told.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    at = first.astimezone(UTC)
    if first.utcoffset() == second.utcoffset():
        return Moment(at)
    if at.astimezone(zone).replace(tzinfo=None, fold=0) != told.replace(tzinfo=None, fold=0):
        raise refused("side_time_left_out")
    return Moment(at, ambiguous=True)


def not_before(told: Moment, seconds: int, zone: tzinfo) -> Moment:
    """Resolve a time that happened twice to the one not before that second since 1970 (a minute for clocks that
    differ). Any other time is unchanged, and so is one where the second is of another day.
    """
    if not told.ambiguous or abs(seconds - told.at.timestamp()) > _LONGEST_CALL:
        return told
    second = told.at.astimezone(zone).replace(fold=1).astimezone(UTC)
    return Moment(told.at if seconds <= told.at.timestamp() + _CLOCKS_DIFFER else second)


def from_digits(date: str, time: str, zone: tzinfo) -> Moment:
    """Read `YYYYMMDD` and `HHMMSS` or `HHMM`. Raises MediaRefusedError."""
    return moment(written(date + time, "%Y%m%d%H%M%S" if len(time) == 6 else "%Y%m%d%H%M"), zone)


def written(text: str, date_format: str) -> datetime:
    """Read a text in a format of `strptime`. Raises MediaRefusedError."""
    told = _parsed(text, date_format)
    if told is None:
        raise refused("side_time_not_read")
    return told


def iso_or_epoch(told: object) -> Moment:
    """Read ISO 8601 in UTC, or seconds since 1970, whole or with a fraction. Raises MediaRefusedError."""
    if isinstance(told, bool) or not isinstance(told, int | float):
        return iso(told, UTC)
    try:
        return moment(datetime.fromtimestamp(told, UTC), UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise refused("side_time_not_read")


def iso(text: object, zone: tzinfo) -> Moment:
    """Read ISO 8601, also with a space for the `T`. Raises MediaRefusedError, also if it is no text at all."""
    told = _parsed(text, None) if isinstance(text, str) else None
    if told is None:
        raise refused("side_time_not_read")
    return moment(told, zone)


def _parsed(text: str, date_format: str | None) -> datetime | None:
    try:
        if date_format is None:
            return datetime.fromisoformat(text.strip())
        return datetime.strptime(text.strip(), date_format)
    except (ValueError, OverflowError):
        return None
