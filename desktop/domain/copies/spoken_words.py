"""The words of a transcript one by one: the part of the recording that some of them take, and where words are said.

- A word may be said at any time from `since` up to, not including, `until`. Where its line has no times of its words,
  that is any time of the line: selecting one word then takes the whole line.
- The part of some words begins where the first may begin. It ends where the next word begins, at most `TAIL_MS` past
  the last: the end of a word is what a transcript knows least, and a word fades. The guard band comes on top of that.
- Words are looked for without regard to capitals, accents and punctuation, in what one speaker says, also across two
  of their lines.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from desktop.domain.copies.transcript import Gone, Speaker, Transcript
from desktop.domain.shared.spans import Span, union

TAIL_MS = 150
"""How far past its last word a part may reach. Ends of words were measured up to 113 ms early."""
_POSSESSIVE = ("'s", "’s")


@dataclass(frozen=True)
class SpokenWord:
    """A word as its line has it, and when it may be said, in milliseconds. `line`: the index of its line."""

    line: int
    speaker: Speaker
    text: str = field(repr=False)
    since: int
    until: int


@dataclass(frozen=True)
class SpokenWords:
    """All words of a transcript, line by line."""

    all: tuple[SpokenWord, ...] = ()

    def part_of(self, indexes: Collection[int]) -> tuple[int, int]:
        """Return the part that these words take, in milliseconds. It may end past the recording, by `TAIL_MS`."""
        chosen = [self.all[index] for index in indexes]
        end = max(word.until for word in chosen)
        at = bisect_left(self._begins, end)
        latest = end + TAIL_MS
        return min(word.since for word in chosen), min(self._begins[at], latest) if at < len(self._begins) else latest

    def touched(self, parts: Iterable[Span], rate: int) -> frozenset[int]:
        """Return the indexes of the words that may be said in one of these parts, in frames at `rate` a second."""
        gone = Gone(union(parts), rate)
        near = {at for part in gone.parts for at in self._near(part.start * 1000 // rate, part.end * 1000 // rate)}
        return frozenset(at for at in near if gone.over(self.all[at].since, self.all[at].until))

    def at(self, ms: int) -> int | None:
        """Return the index of the word that is said at a moment: of those that may be, the last to begin. None between
        words.
        """
        place = bisect_right(self._begins, ms)
        for since, at in map(self._in_time.__getitem__, range(place - 1, -1, -1)):
            if ms < self.all[at].until:
                return at
            if since <= ms - self._longest:
                break
        return None

    def mentions(self, phrase: str) -> tuple[tuple[int, ...], ...]:
        """Return each place where these words are said one after the other, as the indexes of its words."""
        wanted = list(_tokens(phrase))
        found: list[tuple[int, ...]] = []
        for tokens in self._tokens.values() if wanted else ():
            after = 0
            for at in range(len(tokens) - len(wanted) + 1):
                heard = tokens[at : at + len(wanted)]
                if at >= after and [token for token, _ in heard] == wanted:
                    found.append(tuple(dict.fromkeys(index for _, index in heard)))
                    after = at + len(wanted)
        return tuple(sorted(found))

    def _near(self, start_ms: int, end_ms: int) -> list[int]:
        """Return the indexes of all words that may be said then, and of some beside them."""
        first, after = bisect_left(self._begins, start_ms - self._longest), bisect_right(self._begins, end_ms + 1)
        return [at for _, at in self._in_time[first:after]]

    @cached_property
    def _in_time(self) -> list[tuple[int, int]]:
        """When each word begins, and its index, in that order."""
        return sorted((word.since, at) for at, word in enumerate(self.all))

    @cached_property
    def _begins(self) -> list[int]:
        return [since for since, _ in self._in_time]

    @cached_property
    def _longest(self) -> int:
        return max((word.until - word.since for word in self.all), default=0)

    @cached_property
    def _tokens(self) -> dict[Speaker, list[tuple[str, int]]]:
        """The tokens that each speaker says, as they are compared, with the index of the word that each is of."""
        found: dict[Speaker, list[tuple[str, int]]] = {}
        for at, word in enumerate(self.all):
            found.setdefault(word.speaker, []).extend((token, at) for token in _tokens(word.text))
        return found


def words_of(transcript: Transcript) -> SpokenWords:
    """Return the words of a transcript."""
    found = []
    for at, line in enumerate(transcript.lines):
        said = line.words.split()
        times = line.times or ((line.start_ms, line.end_ms),) * len(said)
        found += [SpokenWord(at, line.speaker, text, *time) for text, time in zip(said, times, strict=True)]
    return SpokenWords(tuple(found))


def _tokens(text: str) -> Iterator[str]:
    """Yield what is compared of a text: "Siân-Marie’s" is "sian", "marie"."""
    for word in text.casefold().split():
        plain = word.strip('.,;:!?"“”()[]…')
        for ending in _POSSESSIVE:
            plain = plain.removesuffix(ending)
        for piece in plain.replace("–", "-").replace("/", "-").split("-"):
            if token := "".join(filter(str.isalnum, unicodedata.normalize("NFKD", piece))):
                yield token
