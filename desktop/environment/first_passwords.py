"""Four words, easy to read out and to type once: a first password, or what stands for a PC's request to join.

Rules: the words are the Electronic Frontier Foundation's long list (CC BY 3.0), in the `xkcdpass` package, which draws
them by the system's random source: four of some seven thousand are two thousand million million choices. Those of a
request follow from its text by scrypt, at 64 MiB and a tenth of a second: nobody finds another request with the same.
"""

from __future__ import annotations

import hashlib

WORDS = 4
COST = 1 << 16
"""The cost of scrypt: 64 MiB and a tenth of a second."""
UNFIT = frozenset({"badass", "boozy", "enslave", "gonad", "racism", "thong", "unisexual"})
"""Words of the list that no office hands to someone on their first day. Those of a request follow from the whole list,
at PCs of any version.
"""
_LIST = "eff-long"
_SALT = b"listening-room/v1 join request"


def four_words() -> str:
    """Return four words with a space between two."""
    from xkcdpass import xkcd_password  # at its first use: few people ever need it

    words = [word for word in _words() if word not in UNFIT]
    return str(xkcd_password.generate_xkcdpassword(words, numwords=WORDS, delimiter=" "))


def words_of(text: str, cost: int = COST) -> str:
    """Return the four words that stand for a text. Another cost gives other words; a smaller one is for tests alone."""
    number = int.from_bytes(hashlib.scrypt(text.encode(), salt=_SALT, n=cost, r=8, p=1, maxmem=1 << 27))
    words, found = sorted(_words()), []
    for _ in range(WORDS):
        number, at = divmod(number, len(words))
        found.append(words[at])
    return " ".join(found)


def _words() -> list[str]:
    from xkcdpass import xkcd_password

    file = xkcd_password.locate_wordfile(_LIST)
    return list(xkcd_password.generate_wordlist(file, min_length=3, max_length=9, valid_chars="[a-z]"))
