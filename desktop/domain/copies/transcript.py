"""The transcript of a recording, what remains of it beside removed parts, and the captions of its copy.

- The words come from the office's own transcription, and an information officer corrects them. The program writes none.
- A line has a speaker, words and a time in milliseconds of the recording. Lines are in order of their start, and may
  overlap. The time of a line is rounded outwards to frames, as that of a removed part is.
- A word may be said at any time of its line, or within a time of its own where a file says one: words that were typed
  later may be said whenever those could be in whose place they stand. A word whose time a removed part overlaps, guard
  band included and by however little, is left out, whichever voice the part was removed from. What can still be heard
  there stays as a line without words. Nothing tells where words began or ended within the removed part.
- Roll-up captions show the words of the line before once more. They are taken out where most lines of a file do so.
  Anywhere else the same words may have been said twice: they are a line of their own, which lasts from when they were
  first shown, so that they go wherever either goes.
- A topic can begin with a line: an information officer names it in a few words. It goes with any word of its line.
- Of a removed part the captions say how long it is and the listener's reason, and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
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
Times = tuple[tuple[int, int], ...]
"""From when on and until when each word of a line may be said, in milliseconds and in order; or nothing: at any time of
the line.
"""


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
    times: Times = field(default=(), repr=False)


@dataclass(frozen=True)
class Cue:
    """A line as a file has it: with the speaker's `name` there, or none."""

    start_ms: int
    end_ms: int
    name: str = field(repr=False)
    words: str = field(repr=False)
    times: Times = field(default=(), repr=False)


@dataclass(frozen=True)
class Transcript:
    """The lines, in order."""

    lines: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        """The lines as they are stored."""
        return json.dumps(
            [[line.start_ms, line.end_ms, line.speaker, line.words, line.topic, line.times] for line in self.lines],
            ensure_ascii=False,
        )


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
    return Transcript(
        tuple(
            Line(start, end, Speaker(speaker), words, topic, tuple((since, until) for since, until in times))
            for start, end, speaker, words, topic, times in json.loads(text)
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
        if line.times and not _fit(line.times, len(line.words.split()), total_ms):
            raise MediaRefusedError("transcript_time_misplaced", line=number)
        before = line.start_ms


def _fit(times: Times, count: int, total_ms: int) -> bool:
    """Return whether they can be the times of so many words."""
    in_order = all(now <= later and until <= end for (now, until), (later, end) in pairwise(times))
    return len(times) == count and in_order and all(0 <= since < until <= total_ms for since, until in times)


def ended(cues: Iterable[Cue], total_ms: int) -> tuple[Cue, ...]:
    """Return the lines of a file with an end that is a little late put at the recording's end."""
    late = range(total_ms + 1, total_ms + LATE_MS + 1)
    return tuple(_ended(cue, total_ms) if cue.end_ms in late else cue for cue in cues)


def _ended(cue: Cue, total_ms: int) -> Cue:
    times = tuple((min(since, total_ms - 1), min(until, total_ms)) for since, until in cue.times)
    return replace(cue, end_ms=total_ms, times=times)


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
            found += [_since(min(since[:count]), cue) for cue in head]
        found += rest
    return tuple(sorted(found, key=lambda cue: cue.start_ms))


def _since(start_ms: int, cue: Cue) -> Cue:
    """Return the line as it lasts from then on, and each of its words."""
    return replace(cue, start_ms=start_ms, times=tuple((min(start_ms, since), until) for since, until in cue.times))


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
        for found, part in ((head, slice(count)), (rest, slice(count, None))):
            found += [replace(cue, words=" ".join(words[part]), times=cue.times[part])] if words[part] else []
        count = max(0, count - len(words))
    return head, rest


def names_of(cues: Iterable[Cue]) -> tuple[str, ...]:
    """Return the speakers' names, in the order in which they first speak; "" for lines without one."""
    return tuple(dict.fromkeys(cue.name for cue in cues))


def spoken_by(cues: Iterable[Cue], speakers: Mapping[str, Speaker]) -> Transcript:
    """Return the transcript, once someone has said who each name is."""
    return Transcript(
        tuple(Line(cue.start_ms, cue.end_ms, speakers[cue.name], cue.words, "", cue.times) for cue in cues)
    )


def corrected(transcript: Transcript, index: int, speaker: Speaker, words: str, topic: str = "") -> Transcript:
    """Return it with other words, another speaker or another topic in the line at that index."""
    lines = list(transcript.lines)
    times = _times_anew(lines[index], words.split())
    lines[index] = replace(lines[index], speaker=speaker, words=words, topic=topic, times=times)
    return Transcript(tuple(lines))


def _times_anew(line: Line, words: list[str]) -> Times:
    """Return when each of the words may be said that somebody typed in place of the line's.

    As many as there were stand each in the place of one. Others may be said whenever those could be whose place they
    take; where they take none, whenever the word before and the word after them could.
    """
    if not line.times:
        return ()
    found: list[tuple[int, int]] = []
    for _, first, last, begin, end in SequenceMatcher(None, line.words.split(), words, autojunk=False).get_opcodes():
        if last - first == end - begin:
            found += line.times[first:last]
        else:
            around = line.times[first:last] or line.times[max(0, first - 1) : first + 1]
            found += [(around[0][0], around[-1][1])] * (end - begin)
    return tuple(found)


def left_of(transcript: Transcript, removed: Iterable[RemovedPart], rate: int) -> Transcript:
    """Return what may be read beside a copy that lacks those parts, at `rate` frames a second."""
    gone = Gone(union(Span(part.start, part.end) for part in removed), rate)
    left: list[Line] = []
    for line in transcript.lines:
        if not any(gone.over(*time) for time in ((line.start_ms, line.end_ms), *line.times)):
            left.append(line)
        elif line.times:
            left += _words_left(line, gone)
        else:
            left += gone.without_words(line, line.start_ms, line.end_ms)
    return Transcript(tuple(sorted(left, key=lambda line: line.start_ms)))


def span_of(line: Line, rate: int) -> Span:
    """Return the frames of a line, rounded outwards."""
    return _frames(line.start_ms, line.end_ms, rate)


def _frames(start_ms: int, end_ms: int, rate: int) -> Span:
    return Span(start_ms * rate // 1000, -(-end_ms * rate // 1000))


@dataclass(frozen=True)
class Gone:
    """The removed parts, at `rate` frames a second."""

    parts: tuple[Span, ...]
    rate: int

    def over(self, start_ms: int, end_ms: int) -> tuple[Span, ...]:
        """Return those that overlap a time, which is rounded outwards to frames."""
        whole = _frames(start_ms, end_ms, self.rate)
        begin, end = (bisect_right(self.parts, whole.start, key=lambda part: part.end), self.before(whole.end))
        return self.parts[begin:end]

    def before(self, frame: int) -> int:
        """Return how many begin before a frame."""
        return bisect_left(self.parts, frame, key=lambda part: part.start)

    def place_of(self, start_ms: int, end_ms: int) -> int | None:
        """Return how many are over before a time; None where one overlaps it."""
        over = self.over(start_ms, end_ms)
        return None if over else self.before(_frames(start_ms, end_ms, self.rate).end)

    def without_words(self, line: Line, start_ms: int, end_ms: int) -> list[Line]:
        """Return what can still be heard of a line in that time, if it is long enough."""
        whole = _frames(start_ms, end_ms, self.rate)
        rest = subtract((whole,), self.over(start_ms, end_ms))
        found = [(-(-span.start * 1000 // self.rate), span.end * 1000 // self.rate) for span in rest]
        return [Line(start, end, line.speaker, "") for start, end in found if end - start >= LEAST_MS]


def _words_left(line: Line, gone: Gone) -> list[Line]:
    """Return the line in pieces: words that no removed part touches, and what can be heard in place of the others.

    Words before and after a removed part are in two pieces.
    """
    topic = "" if any(gone.over(*time) for time in line.times) else line.topic
    found: list[Line] = []
    for place, group in groupby(zip(line.words.split(), line.times, strict=True), lambda each: gone.place_of(*each[1])):
        said, times = zip(*group, strict=True)
        start, end = times[0][0], times[-1][1]
        if place is not None:
            found.append(Line(start, end, line.speaker, " ".join(said), topic, times))
            topic = ""
        elif max(start, line.start_ms) < min(end, line.end_ms):
            found += gone.without_words(line, max(start, line.start_ms), min(end, line.end_ms))
    return found


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
