"""Four words, easy to read out and to type once: a first password, or what stands for a PC's request or its answer.

Rules: the words are the Electronic Frontier Foundation's short list (CC BY 3.0), in the `xkcdpass` package, without
those that nobody should have to read out at a counter, that sound like another or that Britain spells differently. The
package draws them by the system's random source: four of some eight hundred are four hundred thousand million choices,
and each try at one costs an attacker a run of Argon2. Those of a request follow from its text by scrypt, at 64 MiB and
a tenth of a second: nobody finds another request with the same. So do those of the answer.
"""

from __future__ import annotations

import hashlib

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


def words_of(text: str, cost: int = COST) -> str:
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
