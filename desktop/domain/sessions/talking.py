"""Where a voice is heard in an approved copy: the stretches of its lane on the listening page.

It looks at the waveform of one channel as drawn, as `pauses` does for an interpreter, and with the same measure of
what is quiet. A call with both voices in one channel has one lane.

Numbers:
- Two stretches less than 0.8 s apart are one: nobody is shown to fall silent between two words.
- A stretch shorter than 0.2 s is none: a click, or what the other voice left in this channel.
- A removed part belongs to no stretch, and parts two.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop.domain.sessions.pauses import DrawnWaveform, still
from desktop.domain.shared.spans import Span, union

APART_SECONDS, LEAST_SECONDS = 0.8, 0.2


def talk_of(waveform: DrawnWaveform, removed: Iterable[Span] = ()) -> tuple[Span, ...]:
    """Return the stretches of talk in a waveform, in frames and in order."""
    cuts = union(removed)
    spans = [Span(waveform.edge(bucket), waveform.edge(bucket + 1)) for bucket in range(len(waveform.levels))]
    kept = [not any(cut.start < span.end and span.start < cut.end for cut in cuts) for span in spans]
    quiet = still(waveform.levels, kept)
    loud = union(span for span, counts, is_quiet in zip(spans, kept, quiet, strict=True) if counts and not is_quiet)
    joined: list[Span] = []
    for span in loud:
        if joined and _are_one(joined[-1], span, cuts, waveform.rate):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(span for span in joined if len(span) >= LEAST_SECONDS * waveform.rate)


def _are_one(before: Span, after: Span, cuts: Iterable[Span], rate: int) -> bool:
    near = after.start - before.end < APART_SECONDS * rate
    return near and not any(before.end <= cut.start < after.start for cut in cuts)
