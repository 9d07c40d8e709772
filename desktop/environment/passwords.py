"""Passwords of an office's people: hashed (Argon2id, RFC 9106), checked, judged when new, and drawn as four words.

An unknown name and an impossible password cost one verification each, so that no time tells which names exist.
They are compared in NFKC. A new one has 12 to 256 characters and needs 100 million guesses (`zxcvbn`, on this PC alone)
without names of the person or office; no composition rules. One that was accepted keeps working (`renew`).
Four words of the EFF's short list (CC BY 3.0) without those that are awkward to read out: drawn at random for a first
password, or derived by scrypt from a PC's request or its answer.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from base64 import b64encode
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from desktop.environment.office_file import OfficeFile
from desktop.environment.policies import directory_of
from desktop.errors import FieldsError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from desktop.application.ports.office import Directory


WORDS = 4
COST = 1 << 16
"""The cost of scrypt: 64 MiB and a tenth of a second."""
_LIST = "eff-short"
_SALT = b"listening-room/v1 joining"
_UNFIT = """
acid aged agent aging agony aids alias alien amino anger armed armor army arson ashen ashes avert baggy bash bath bats
bleak blimp bloat blob blot blunt blurt blush boast body boil bok boned boney bony boss botch breed bribe bride broil
broke bulge bully bunt bush bust cage cane chaos cheek chew chili chomp chow chuck chump chunk churn clad clamp clash
cleft cling clump cod coke cola cold coma cope cot cough cozy cramp crank crave crawl crazy creme crepe crept crib
cried crook crowd crumb crush crust cub cult cupid cure curse curvy cushy cut dab dad darn deaf debit debt debug decaf
decal decay decoy denim dense dent dig dime dimly dingy ditch ditzy dizzy dodge doll donor dose dove dowry doze drab
drama drank droop drove drown duct dude dug dwarf ebay eel eject elude erase error erupt evade evict evil fade fall
false fang fax femur fend fetal fever fiber filth flaky fled flick fling flirt flop foe fog foil folic fool frail fray
fried frill frisk frown froze gag gains gap gas geek gig gooey goofy gore grab grave gravy gray green grief grit groom
grope growl grub grunt gulp gummy guru gush gut guy harm hash hasty hate hazy heap heave hefty hers hull human humid
hump hung hunk hunt hurt hush icy islam issue jab jaws junky juror jury kick knelt kung lair lash late lazy left lent
limb lip lived liver lung lurch lure lurk lying mama mardi marry mash mate math moan moist mold mom moody mop most
mousy mouth mud mug mulch mule mull mumbo mummy musky mute nag nanny nap navy nerd nutty old omen ooze opt pagan pager
panic pants panty payer pep perky perm pest petty plead plot plow pluck plug poach pogo poker polio pork poser pouch
pound pout prank probe prong props prude prune pry pug pull pulp pulse punch punk purr push putt quake quit rabid race
rack rage raid rake rank rant rash ream rebel recap relic repel rich rigid rigor riot risk ritzy rogue romp ruin runny
rush rust rut sadly said same savor sax scam scare scary scoff scold scorn scowl scrap scrub scuff sect shack shady
shaft shaky sham shed shock shout shove shred shrug shun shush shut shy silly skid skirt slab slack slain slam slang
slash slaw slept slick slimy sling slip slit slob slug slum slurp slush smash smell smirk smog snare snarl sneak sneer
sniff snore snort snout snub snuff spent spew spied spill spiny spoil spoof squad squat stain stall stank stark stash
steep sting stole stomp stool stout strut stuck stud stuff stump stung stunt suds sulk swab swear sweat swore tacky
tag talon tamer taps tarot taunt theft thigh thing thong thorn throb thud thump thus trap trash trick trump try tummy
tusk tux uncut undo untie utter value vapor veto vice viral virus visa vixen void wad wager whiff whoop widow wife
wilt wimp wink wipe wiry womb woozy worry wound wrath wreck xerox yahoo yelp yummy
"""
UNFIT = frozenset(_UNFIT.split())
"""The words that are left out. The whole list was reviewed for this."""


def four_words() -> str:
    """Return four words with a space between two."""
    from xkcdpass import xkcd_password  # at its first use: few people ever need it

    return str(xkcd_password.generate_xkcdpassword(_words(), numwords=WORDS, delimiter=" "))


def four_words_of(text: str, cost: int = COST) -> str:
    """Return the four words that stand for a text. Another cost gives other words; a smaller one is for tests alone."""
    number = int.from_bytes(hashlib.scrypt(text.encode(), salt=_SALT, n=cost, r=8, p=1, maxmem=1 << 27))
    words, found = _words(), []
    for _ in range(WORDS):
        number, at = divmod(number, len(words))
        found.append(words[at])
    return " ".join(found)


def _words() -> list[str]:
    from xkcdpass import xkcd_password

    file = xkcd_password.locate_wordfile(_LIST)
    return sorted(set(xkcd_password.generate_wordlist(file, min_length=3, max_length=9, valid_chars="[a-z]")) - UNFIT)


ENOUGH = 100_000_000
"""Guesses."""
LEFT = 8
"""Characters besides names."""
LONGEST = 72
SHORTEST_NAME = 3

_WORDS = re.compile(r"\w+")


def guessed(password: str, names: Sequence[str] = ()) -> str | None:
    """Return why it would be guessed soon (`password_named`, `password_common`), or None.

    `names`: of the person and the office.
    """
    from zxcvbn import zxcvbn

    lower = _lower(password)
    known = sorted({word for name in names for word in _parts(name)}, key=len, reverse=True)
    left = lower
    for word in known:
        left = left.replace(word, "")
    if left != lower and sum(not character.isspace() for character in left) < LEFT:
        return "password_named"
    looked_at = lower[:LONGEST]
    return "password_common" if zxcvbn(looked_at, user_inputs=known)["guesses"] < ENOUGH else None


def _parts(name: str) -> set[str]:
    """Return the whole name, with and without spaces, and its words; not those so short that they match by chance."""
    lower = _lower(name)
    parts = {lower, "".join(lower.split()), *_WORDS.findall(lower)}
    return {part for part in parts if len(part) >= SHORTEST_NAME}


def _lower(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


MIN_LENGTH = 12
MAX_LENGTH = 256

MEMORY_KIB = 65536
PASSES = 3
LANES = 4
SALT_BYTES = 16
HASH_BYTES = 32


class Passwords:
    """Hashes and checks passwords; weaker parameters than the defaults are for tests alone.

    `directory`: of the office, for whoever has their password there.
    """

    def __init__(
        self,
        memory_kib: int = MEMORY_KIB,
        passes: int = PASSES,
        lanes: int = LANES,
        directory: Directory | None = None,
    ) -> None:
        self.directory = directory
        self._parameters = memory_kib, passes, lanes
        self._nobody = _impossible_hash(memory_kib, passes, lanes)

    @cached_property
    def _hasher(self) -> PasswordHasher:
        from argon2 import PasswordHasher  # at its first use: the windows do not wait for it

        memory_kib, passes, lanes = self._parameters
        return PasswordHasher(passes, memory_kib, lanes, HASH_BYTES, SALT_BYTES)

    def hash(self, password: str, names: Sequence[str] = ()) -> str:
        """Return the hash to store, in Argon2's own text form. FieldsError (`password`) if the rules refuse it.

        `names`: of the person and the office, which a password must not consist of.
        """
        refused = problem(password, names)
        if refused is not None:
            raise FieldsError({"password": refused})
        return self.renew(password)

    def renew(self, password: str) -> str:
        """Return the hash to store of a password accepted before, with today's parameters."""
        return self._hasher.hash(_normal(password))

    def verify(self, stored: str | None, password: str) -> bool:
        """Return whether it is that password; `None` stands for an unknown name. Always one verification.

        A stored text that is no hash is damage or a bug, and raises argon2's InvalidHashError.
        """
        from argon2.exceptions import VerifyMismatchError

        if _unfit(password) in ("password_too_long", "password_unusable"):
            stored, password = None, ""
        try:
            return self._hasher.verify(stored or self._nobody, _normal(password))
        except VerifyMismatchError:
            return False

    def four_words(self) -> str:
        """Return words for a first password, each time others."""
        return four_words()

    def words_of(self, text: str) -> str:
        """Return the four words that stand for a text."""
        return four_words_of(text)

    def needs_rehash(self, stored: str) -> bool:
        """Return whether it has other parameters: at the next sign-in, store `renew` of it."""
        return self._hasher.check_needs_rehash(stored)


def problem(password: str, names: Sequence[str] = ()) -> str | None:
    """Return why this cannot be a new password, or None.

    `password_too_short`, `_too_long`, `_unusable`, `_named` or `_common`.
    """
    return _unfit(password) or guessed(_normal(password), names)


def _unfit(password: str) -> str | None:
    if any("\ud800" <= character <= "\udfff" for character in password):
        return "password_unusable"
    length = len(_normal(password))
    if length < MIN_LENGTH:
        return "password_too_short"
    return "password_too_long" if length > MAX_LENGTH else None


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _impossible_hash(memory_kib: int, passes: int, lanes: int) -> str:
    """Return a well-formed hash of these parameters with a tag of zeros: checking it costs the same and fails."""
    salt, tag = (b64encode(bytes(size)).decode().rstrip("=") for size in (SALT_BYTES, HASH_BYTES))
    return f"$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salt}${tag}"


def passwords_of(file: OfficeFile | None) -> Passwords:
    """Return it; without an office there is no directory. Raises PolicyRefusedError for its `directory.toml`."""
    return Passwords(directory=directory_of(file))
