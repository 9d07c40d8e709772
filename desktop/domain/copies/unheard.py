"""The parts of a copy that its approver has not heard.

Silence over a removed part plays like any other sound, so a removed part counts like any other. Gaps of less than a
second are the seams between two times of listening, and count as heard.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop.domain.shared.spans import Span, gaps, intersect, union


def unheard_of(heard: Iterable[Span], frames: int, rate: int) -> tuple[Span, ...]:
    """Return the stretches of a copy that were not heard, each at least a second long. `rate` is in frames a second."""
    known = union(heard)
    if not known:
        return (Span(0, frames),) if frames else ()
    return tuple(gap for gap in gaps(known, frames) if len(gap) >= rate)


def was_heard(part: Span, heard: Iterable[Span], rate: int) -> bool:
    """Return whether that part was heard, but for less than a second of it."""
    within = [Span(span.start - part.start, span.end - part.start) for span in intersect((part,), heard)]
    return not unheard_of(within, len(part), rate)
