"""The transcript of a recording, what remains of it beside removed parts, and the captions of its copy.

- The words come from the office's own transcription, and an information officer corrects them. The program writes none.
- A line has a speaker, words and a time in milliseconds of the recording. Lines are in order of their start, and may
  overlap. The time of a line is rounded outwards to frames, as that of a removed part is.
- A line that a removed part overlaps, guard band included and by however little, loses all its words, whichever voice
  the part was removed from: nobody knows when in a line a word was said. What can still be heard of it stays as a line
  without words. Nothing tells where lines began or ended within the removed part.
- Roll-up captions show the words of the line before once more. They are taken out where most lines of a file do so.
  Anywhere else the same words may have been said twice: they are a line of their own, which lasts from when they were
  first shown, so that they go wherever either goes.
- A topic can begin with a line: an information officer names it in a few words. It goes with the words of its line.
- Of a removed part the captions say how long it is and the listener's reason, and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby, pairwise

from desktop.domain.copies.marking import PublicReason, RemovedPart, public_wording
from desktop.domain.shared.spans import Span, subtract, union
from desktop.domain.shared.typed_text import HIDDEN_CHARACTER, hidden_character
from desktop.errors import MediaRefusedError

MOST_LINES = 20_000
MOST_CHARACTERS = 500
"""The most characters of a line: more than anybody reads while it is said."""
LONGEST_TOPIC = 40
"""The most characters of a topic: it stands in one line beside the words."""
MOST_NAMES = 20
"""The most speakers that a file may name: a person says of each who it is."""
LEAST_MS = 500
"""A shorter remainder of a line is not shown: times of lines are not exact."""
LATE_MS = 1_000
"""How far a file's last line may go past the end of its recording: it ends there then."""
_BREAKS = frozenset("\n\r\t")


class Speaker(StrEnum):
    """Whose words a line holds. Names of people are not stored."""

    OFFICE = "office"
    CALLER = "caller"
    OTHER = "other"


@dataclass(frozen=True)
class Line:
    """One line, from `start_ms` up to, not including, `end_ms`. Without words: part of it was removed.

    `topic`: the name of the topic that begins with it, if one does.
    """

    start_ms: int
    end_ms: int
    speaker: Speaker
    words: str = field(repr=False)
    topic: str = field(default="", repr=False)


@dataclass(frozen=True)
class Cue:
    """A line as a file has it: with the speaker's `name` there, or none."""

    start_ms: int
    end_ms: int
    name: str = field(repr=False)
    words: str = field(repr=False)


@dataclass(frozen=True)
class Transcript:
    """The lines, in order."""

    lines: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        """The lines as they are stored; the topics by the index of their line, where there are any."""
        stored: dict[str, object] = {
            "lines": [[line.start_ms, line.end_ms, line.speaker.value, line.words] for line in self.lines]
        }
        topics = {str(index): line.topic for index, line in enumerate(self.lines) if line.topic}
        return json.dumps(stored | ({"topics": topics} if topics else {}), ensure_ascii=False)


@dataclass(frozen=True)
class SealedTranscript:
    """A transcript under the data key of its recording or copy. `version` counts saved ones, from 1; `lines`: how many.

    One without lines stands for none.
    """

    version: int
    lines: int
    body: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """The SHA-256 of the ciphertext, for the log: it says nothing of the words, and binds them."""
        return hashlib.sha256(self.body).hexdigest()


def transcript_of(text: str) -> Transcript:
    """Return the transcript of a stored text."""
    stored = json.loads(text)
    lines, topics = stored["lines"], dict(stored.get("topics", {}))
    return Transcript(
        tuple(
            Line(start, end, Speaker(speaker), words, topics.get(str(index), ""))
            for index, (start, end, speaker, words) in enumerate(lines)
        )
    )


def problem_of_words(words: str) -> str | None:
    """Return the code of what is wrong with the words of a line, or None."""
    if not words.strip():
        return "line_words_missing"
    if len(words) > MOST_CHARACTERS:
        return "line_words_too_long"
    if hidden_character(words) is not None or not _BREAKS.isdisjoint(words):
        return HIDDEN_CHARACTER
    return None


def problem_of_topic(topic: str) -> str | None:
    """Return the code of what is wrong with the name of a topic, or None; without a name none begins."""
    if len(topic) > LONGEST_TOPIC:
        return "line_topic_too_long"
    return HIDDEN_CHARACTER if hidden_character(topic) is not None or not _BREAKS.isdisjoint(topic) else None


def must_be_in_order(lines: Iterable[Line | Cue], total_ms: int) -> None:
    """Raise MediaRefusedError, with the number of the line from 1, where a time cannot be."""
    before = 0
    for number, line in enumerate(lines, start=1):
        if line.start_ms >= line.end_ms:
            raise MediaRefusedError("transcript_line_ends_first", line=number)
        if line.start_ms < before:
            raise MediaRefusedError("transcript_not_in_order", line=number)
        if line.end_ms > total_ms:
            raise MediaRefusedError("transcript_too_long", line=number)
        before = line.start_ms


def ended(cues: Iterable[Cue], total_ms: int) -> tuple[Cue, ...]:
    """Return the lines of a file with an end that is a little late put at the recording's end."""
    late = range(total_ms + 1, total_ms + LATE_MS + 1)
    return tuple(replace(cue, end_ms=total_ms) if cue.end_ms in late else cue for cue in cues)


def unrolled(cues: tuple[Cue, ...]) -> tuple[Cue, ...]:
    """Return the lines of a file, which are in order, without words that stand there again under a later time."""
    shown = [list(each) for _, each in groupby(cues, key=lambda cue: (cue.start_ms, cue.end_ms))]
    again = [0, *(_again(before, now) for before, now in pairwise(shown))]
    rolls = 2 * sum(map(bool, again)) > len(shown)
    found: list[Cue] = []
    since: list[int] = []
    for lines, count in zip(shown, again, strict=True):
        head, rest = _split(lines, count)
        since = [*since[len(since) - count :], *[lines[0].start_ms] * (len(_words(lines)) - count)]
        if not rolls:
            found += [replace(cue, start_ms=min(since[:count])) for cue in head]
        found += rest
    return tuple(sorted(found, key=lambda cue: cue.start_ms))


def _again(before: list[Cue], now: list[Cue]) -> int:
    """Return how many words of `now` are the last ones of `before`: as many as can be."""
    last, first = _words(before), _words(now)
    borders, count = [0], 0  # Knuth, Morris and Pratt: a file from outside may have a million words at one time
    for word in first[1:]:
        while count and word != first[count]:
            count = borders[count - 1]
        count += word == first[count]
        borders.append(count)
    count = 0
    for word in last[-len(first) :]:  # all of `now` fits at the last word at the earliest
        while count and word != first[count]:
            count = borders[count - 1]
        count += word == first[count]
    return count


def _words(cues: Iterable[Cue]) -> list[tuple[str, str]]:
    """Return each word with its speaker's name; whatever stands around a word, and its capitals, do not count."""
    return [
        (cue.name, "".join(filter(str.isalnum, word)).casefold() or word) for cue in cues for word in cue.words.split()
    ]


def _split(cues: Iterable[Cue], count: int) -> tuple[list[Cue], list[Cue]]:
    """Return the lines up to the word of that number, and from there on."""
    head, rest = list[Cue](), list[Cue]()
    for cue in cues:
        words = cue.words.split()
        for found, part in ((head, words[:count]), (rest, words[count:])):
            found += [replace(cue, words=" ".join(part))] if part else []
        count = max(0, count - len(words))
    return head, rest


def names_of(cues: Iterable[Cue]) -> tuple[str, ...]:
    """Return the speakers' names, in the order in which they first speak; "" for lines without one."""
    return tuple(dict.fromkeys(cue.name for cue in cues))


def spoken_by(cues: Iterable[Cue], speakers: Mapping[str, Speaker]) -> Transcript:
    """Return the transcript, once someone has said who each name is."""
    return Transcript(tuple(Line(cue.start_ms, cue.end_ms, speakers[cue.name], cue.words) for cue in cues))


def corrected(transcript: Transcript, index: int, speaker: Speaker, words: str, topic: str = "") -> Transcript:
    """Return it with other words, another speaker or another topic in the line at that index."""
    lines = list(transcript.lines)
    lines[index] = replace(lines[index], speaker=speaker, words=words, topic=topic)
    return Transcript(tuple(lines))


def left_of(transcript: Transcript, removed: Iterable[RemovedPart], rate: int) -> Transcript:
    """Return what may be read beside a copy that lacks those parts, at `rate` frames a second."""
    gone = union(Span(part.start, part.end) for part in removed)
    starts, ends = [part.start for part in gone], [part.end for part in gone]
    left: list[Line] = []
    for line in transcript.lines:
        whole = span_of(line, rate)
        over = gone[bisect_right(ends, whole.start) : bisect_left(starts, whole.end)]
        left += _without_words(line, subtract((whole,), over), rate) if over else [line]
    return Transcript(tuple(sorted(left, key=lambda line: line.start_ms)))


def span_of(line: Line, rate: int) -> Span:
    """Return the frames of a line, rounded outwards."""
    return Span(line.start_ms * rate // 1000, -(-line.end_ms * rate // 1000))


def _without_words(line: Line, rest: Iterable[Span], rate: int) -> list[Line]:
    """Return what can still be heard of a line: within the rest, and long enough."""
    found = [(-(-span.start * 1000 // rate), span.end * 1000 // rate) for span in rest]
    return [Line(start, end, line.speaker, "") for start, end in found if end - start >= LEAST_MS]


@dataclass(frozen=True)
class Caption:
    """Frames from `start` up to, not including, `end`. `removed`: the reason, where it stands for a removed part.

    `topic`: the name of the topic that begins with it, if one does.
    """

    start: int
    end: int
    speaker: Speaker | None = None
    words: str = field(default="", repr=False)
    removed: PublicReason | None = None
    topic: str = field(default="", repr=False)


@dataclass(frozen=True)
class Captions:
    """All captions of a copy, in order; none where it has no approved transcript."""

    all: tuple[Caption, ...] = ()
    _changes: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _current: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find where the current caption may change, and which it is from there on: as `at` says."""
        changes = sorted({frame for caption in self.all for frame in (caption.start, caption.end)})
        begun, not_over, current = 0, list[int](), list[int]()
        for frame in changes:
            while begun < len(self.all) and self.all[begun].start <= frame:
                not_over.append(begun)
                begun += 1
            while not_over and self.all[not_over[-1]].end <= frame:
                not_over.pop()
            current.append(not_over[-1] if not_over else begun - 1)
        object.__setattr__(self, "_changes", tuple(changes))
        object.__setattr__(self, "_current", tuple(current))

    def __bool__(self) -> bool:
        return bool(self.all)

    @property
    def topics(self) -> tuple[tuple[int, str], ...]:
        """Where each topic begins, in frames and in order, and its name."""
        return tuple((each.start, each.topic) for each in self.all if each.topic)

    def talk_of(self, speaker: Speaker) -> tuple[Span, ...]:
        """Return where that speaker talks, in frames and in order; also where their words are left out."""
        lines = (each for each in self.all if each.removed is None and each.speaker is speaker)
        return union(Span(each.start, each.end) for each in lines)

    def at(self, frame: int) -> int:
        """Return the index of the caption that is current at `frame`: of those not over yet the last to begin, or the
        last before; -1 before the first.
        """
        index = bisect_right(self._changes, frame) - 1
        return self._current[index] if index >= 0 else -1


def captions_of(transcript: Transcript, removed: Iterable[RemovedPart], rate: int) -> Captions:
    """Return the captions of a copy, from what is left of its transcript and the parts that it lacks."""
    lines = []
    for line in transcript.lines:
        span = span_of(line, rate)
        lines.append(Caption(span.start, span.end, line.speaker, line.words, topic=line.topic))
    parts = [Caption(part.start, part.end, removed=public_wording(part.reason)) for part in removed]
    return Captions(tuple(sorted((*lines, *parts), key=lambda each: (each.start, each.end))))
