"""The words of each letter: a subject line and parts. A part has an optional title, and paragraphs; a pair is a name
and its value ("When", "Friday ...").

Plain, short, without blame; nothing in them reveals the content of a recording. What the law asks to be told is in
the answer to a request (UK GDPR article 15), and about a correction (article 12(3) and (4)).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from desktop.application.requests.letters import KeptFor, Letter, RemovedParts, Response
from desktop.domain.copies.marking import PublicReason
from desktop.domain.office.office_policy import AnswerTexts
from desktop.domain.requests.complaints import ComplaintOutcome
from desktop.domain.requests.deadline import ACKNOWLEDGE_DAYS, ExtensionReason, ProofOf, QuestionAbout
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import RefusalReason
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.words import Texts, counted, own, tr
from desktop.words.codes import and_list, words
from desktop.words.formatting import day, days, moment, spoken, weekday_and_day
from desktop.words.requests import period_words
from desktop.words.sessions import adjustment_lines
from desktop.words.to_bring import by_share_code, how_many, with_address, with_photo

Paragraph = str | tuple[str, str]


@dataclass(frozen=True)
class Part:
    """Paragraphs with an optional title."""

    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Wording:
    """A letter, from its subject line to the last part."""

    subject: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Written:
    """A whole letter in one language. `beside`: the lines under the sender's, beside the address."""

    demo: str
    beside: tuple[str, ...]
    greeting: str
    wording: Wording
    closing: str


ENDED: Texts[ComplaintOutcome] = {
    ComplaintOutcome.UPHELD: "We agree with your complaint.",
    ComplaintOutcome.PARTLY_UPHELD: "We agree with part of your complaint.",
    ComplaintOutcome.NOT_UPHELD: "We do not agree with your complaint.",
    ComplaintOutcome.PASSED_ON: "Your complaint is about our service, and not about personal data. We have "
    "passed it on, and it will be answered under our complaints procedure.",
}


def complaint_wording(letter: Letter, reach: str, typed: str) -> Wording:
    """Return the letter. `reach`: how to reach the office. `typed`: what the officer typed: how it is going, or
    what was found.
    """
    assert letter.complaint is not None
    came = tr("We received your complaint about how we use personal data on {day}.")
    if letter.about:
        came = tr("You act for {about}. We received your complaint about how we use personal data on {day}.")
    first = came.format(about=letter.about, day=day(letter.complaint.on))
    questions = Part(tr("If you have questions"), (reach,))
    if letter.kind is LetterKind.COMPLAINT_RECEIVED:
        return Wording(
            tr("We have received your complaint"),
            (
                Part("", (first,)),
                Part(tr("What happens now"), _what_happens_now(letter)),
                questions,
                _regulator(letter),
            ),
        )
    if letter.kind is LetterKind.COMPLAINT_PROGRESS:
        soon = tr("We will write to you with the outcome without undue delay. You do not need to do anything.")
        return Wording(
            tr("How your complaint is going"),
            (Part("", (first,)), Part(tr("Where we are"), (typed or "…", soon)), questions, _regulator(letter)),
        )
    assert letter.complaint.ended is not None and letter.complaint.ended.outcome is not None
    outcome = tr(ENDED[letter.complaint.ended.outcome])
    return Wording(
        tr("The outcome of your complaint"),
        (
            Part("", (f"{first} {tr('This is the outcome.')}",)),
            Part(tr("What we found"), (outcome, typed or "…")),
            questions,
            _regulator(letter, ended=True),
        ),
    )


def _what_happens_now(letter: Letter) -> tuple[str, ...]:
    who = tr("{who} will look at your complaint and find out what happened.").format(
        who=letter.sender.contact.complaints
    )
    then = tr(
        "We will ask you if we need to know more. We will tell you how it is going, and we will write to you with the "
        "outcome without undue delay. You do not need to do anything."
    )
    return who, then


def _regulator(letter: Letter, *, ended: bool = False) -> Part:
    regulator = letter.sender.regulator
    at = ", ".join((*regulator.address, regulator.telephone, regulator.web))
    if not ended:
        words = tr("You can complain to the regulator at any time: {name}, {at}.")
        return Part(tr("The regulator"), (words.format(name=own(regulator.name), at=at),))
    words = tr("You can complain to the regulator: {name}, {at}. You can also ask a court to enforce your rights.")
    return Part(tr("If you do not accept this"), (words.format(name=own(regulator.name), at=at),))


def correction_wording(letter: Letter, asked: str, typed: str, last: tuple[Part, ...]) -> Wording:
    """Return the letter. `asked`: what was asked for. `typed`: what was corrected, or the reasons why nothing was.

    `last`: how to reach the office, and where to complain.
    """
    assert letter.correction is not None and letter.correction_due is not None
    made = letter.kind is LetterKind.CORRECTION_MADE
    answer = [asked, tr("We have corrected it.") if made else tr("We have not corrected it.")]
    if letter.written_on > letter.correction_due:
        late = tr("Our answer was due by {day}. We are sorry it is late.")
        answer.append(late.format(day=day(letter.correction_due)))
    parts = _correction_made(typed) if made else _correction_refused(typed)
    return Wording(tr("Your request to correct something"), (Part("", (" ".join(answer),)), *parts, *last))


def _correction_made(typed: str) -> tuple[Part, ...]:
    stays = tr("The recording itself stays as it was made: it shows what was said in the call.")
    others = tr(
        "If we gave the information to others, we tell them that it was corrected, unless that is impossible or would "
        "take disproportionate effort. Ask us who they are, and we will tell you."
    )
    return Part(tr("What we corrected"), (typed or "…", stays)), Part(tr("Who else is told"), (others,))


def _correction_refused(typed: str) -> tuple[Part, ...]:
    kept = tr("We keep a note of what you told us with our record of your appointment.")
    return (Part(tr("Why"), (typed or "…", kept)),)


def response_parts(response: Response, *, welsh: bool = False, acts_alone: bool = True) -> tuple[Part, ...]:
    """Return the parts that stand between what was asked for and how to complain.

    `acts_alone`: nobody acts for the person, so that it was them who listened.
    """
    return (
        Part(tr("What we found"), (" ".join(_what_we_found(response)),)),
        Part(tr("How you get it"), (" ".join(_how_given(response, acts_alone)),)),
        Part(tr("About our recordings"), (" ".join(_about_recordings(response, welsh)),)),
        Part(tr("Your rights"), (_rights(),)),
    )


def _what_we_found(response: Response) -> Iterator[str]:
    if response.looked_on is not None:
        looked = tr("We looked for recordings of this call on {day}.")
        yield looked.format(day=weekday_and_day(response.looked_on))
    lasts = spoken(response.length.total_seconds())
    yield tr("We found a recording. It lasts {length}.").format(length=lasts)
    if not response.removed:
        yield tr("Nothing was removed from it.")
        return
    yield tr("These parts of it are removed: {parts}.").format(
        parts=and_list([_parts_removed(each) for each in response.removed])
    )
    if any(each.reason is PublicReason.PLAIN for each in response.removed):
        yield tr("Where no reason is given, the law does not let us give one.")


def _parts_removed(removed: RemovedParts) -> str:
    lasts = spoken(removed.length.total_seconds())
    if removed.reason is PublicReason.PLAIN:
        return counted(removed.count, "1 part, {length} long", "{n} parts, {length} in all", length=lasts)
    about = words(removed.reason)
    return counted(
        removed.count,
        "1 part ({about}), {length} long",
        "{n} parts ({about}), {length} in all",
        about=about,
        length=lasts,
    )


def _how_given(response: Response, acts_alone: bool) -> Iterator[str]:
    if response.listened_on:
        on = and_list([weekday_and_day(each) for each in response.listened_on])
        they = tr("You listened to it at our office on {days}.")
        yield (they if acts_alone else tr("It was played at our office on {days}.")).format(days=on)
    if response.copy_wanted:
        yield tr("You asked for a copy. We will send it to you separately from this letter.")
    elif response.listened_on:
        yield tr("You can still ask for a copy.")
    else:
        yield tr("You can listen to it at our office, ask for a copy, or both.")


def _about_recordings(response: Response, welsh: bool) -> Iterator[str]:
    theirs = response.texts_welsh if welsh and response.texts_welsh is not None else response.texts
    texts = theirs or _program_texts()
    said = str if theirs is None or theirs is response.texts_welsh else own
    yield said(texts.purposes)
    yield said(texts.recipients)
    yield said(texts.origin)
    if response.kept_for is not None:
        kept = tr("We keep recordings for {period} from the call, and this one until your request is settled.")
        yield kept.format(period=period_words(response.kept_for))
    yield said(texts.more)


def _program_texts() -> AnswerTexts:
    """The program's own, for an office whose policy has none."""
    return AnswerTexts(
        purposes=tr(
            "We record calls to check the quality of our service, to look into complaints, to confirm what was said, "
            "and to protect staff and callers from threats and abuse."
        ),
        recipients=tr(
            "Staff hear one only for a reason that is written down and approved. The company that runs our telephone "
            "system stores them for us. We give them to the police or a court where the law says so."
        ),
        origin=tr("They hold what the people in the call said."),
        more=tr("We send none abroad, and a computer alone decides nothing about you."),
    )


def _rights() -> str:
    return tr(
        "You can ask us to correct or delete what we hold about you, or to use less of it, and you can object to our "
        "using it. You can ask for it again at any time."
    )


REFUSED: Texts[RefusalReason] = {
    RefusalReason.THIRD_PARTY: "The recording is also about someone else. We looked for a way to let you hear your "
    "part without theirs, but we could not find one. We considered whether it would be reasonable to play it without "
    "their agreement, and decided it would not be.",
    RefusalReason.NOT_THIS_PERSON: "We could not establish that the recording you asked for is about you.",
    RefusalReason.MANIFESTLY_UNFOUNDED: "We consider the request manifestly unfounded. This is the legal term for a "
    "request that is clearly not made to find out what we hold.",
    RefusalReason.MANIFESTLY_EXCESSIVE: "We consider the request manifestly excessive. This is the legal term for a "
    "request that clearly asks for more than is reasonable.",
    RefusalReason.NO_GOOD_REASON: "The reason given does not allow us to play the recording.",
    RefusalReason.NO_LONGER_AVAILABLE: "We no longer have the recording.",
}
LONGER: Texts[ExtensionReason] = {
    ExtensionReason.COMPLEX: "your request is complex and we need longer to answer it properly",
    ExtensionReason.MANY_REQUESTS: "you have made several requests and we need longer to answer them all",
}


ASKED: Texts[QuestionAbout] = {
    QuestionAbout.WHICH_CALL: "We need to know when the call was, so that we can find the right recording.",
    QuestionAbout.WHICH_NUMBER: "We need to know which number the call was made from or to, so that we can find it.",
    QuestionAbout.ITS_SUBJECT: "We need to know what the call was about, so that we can find the right recording.",
    QuestionAbout.WHICH_PARTS: "We need to know which parts of the recording you want.",
}


def wording_of(
    letter: Letter, zone: ZoneInfo, id_policy: IdPolicy, question: str = "", *, welsh: bool = False
) -> Wording:
    """Return the words of a letter. `question`: what the officer typed: of a clarification, a correction, a complaint.

    `welsh`: it is written in Welsh, as `words.written_in` says; the office's own words are those in Welsh too.
    """
    return _Writer(letter, zone, id_policy, question, welsh).wording()


class _Writer:
    """The writer of one letter."""

    def __init__(self, letter: Letter, zone: ZoneInfo, id_policy: IdPolicy, question: str, welsh: bool) -> None:
        self._letter, self._zone, self._id_policy, self._question = letter, zone, id_policy, question
        self._welsh = welsh

    def wording(self) -> Wording:
        return self._KINDS[self._letter.kind](self)

    def _invitation(self) -> Wording:
        letter = self._letter
        assert letter.starts_at is not None and letter.ends_at is not None
        lasts = spoken((letter.ends_at - letter.starts_at).total_seconds())
        when = tr("{moment}. It takes about {length}.").format(
            moment=moment(letter.starts_at, self._zone), length=lasts
        )
        where = ", ".join(dict.fromkeys((letter.sender.place, *letter.sender.contact.address)))
        asked = self._asked(tr("You asked to hear the recording of {call}. We can play it to you."))
        return Wording(
            tr("Come and hear the recording"),
            (
                Part("", (asked, (tr("When"), when), (tr("Where"), where))),
                Part(tr("What to bring"), self._to_bring()),
                Part(tr("Who can come with you, and what would help"), self._help()),
                Part(tr("Listening, and a copy"), (self._both_rights(),)),
                Part(
                    tr("If this time does not suit you"),
                    (self._reach(tr("We will arrange another time. Your request stays open.")),),
                ),
                self._complaint(),
            ),
        )

    def _refusal(self) -> Wording:
        letter = self._letter
        assert letter.refusal is not None
        asked = self._asked(tr("You asked to hear the recording of {call}. We cannot play it to you."))
        return Wording(
            tr("Your request to hear a recording"),
            (
                Part("", (asked,)),
                Part(tr("Why"), (tr(REFUSED[letter.refusal]),)),
                Part(tr("If you have questions"), (self._reach(""),)),
                self._complaint(court=True),
            ),
        )

    def _no_longer_available(self) -> Wording:
        asked = self._asked(tr("You asked to hear the recording of {call}. It is no longer available."))
        again = tr("If there is another call we may have recorded, tell us when it was and which number it came from.")
        return Wording(
            tr("The recording is no longer available"),
            (
                Part("", (asked,)),
                Part(tr("Why"), tuple(_kept_for(each, self._letter) for each in self._letter.kept_for)),
                Part(tr("If you have questions"), (f"{again} {self._reach('')}",)),
                self._complaint(court=True),
            ),
        )

    def _extension(self) -> Wording:
        letter = self._letter
        assert letter.extension is not None and letter.due_on is not None
        asked = self._asked(tr("You asked to hear the recording of {call}. We need more time to answer."))
        why = tr("We aim to answer within a month. This time we need up to two months more, because {reason}.")
        by = tr("You will have our answer by {day} at the latest. You do not need to do anything.")
        if letter.due_on < letter.written_on:  # too late: no more time is given, and none is promised
            by = tr("Our answer was due by {day}. We are sorry it is late. You do not need to do anything.")
        return Wording(
            tr("We need more time to answer you"),
            (
                Part("", (asked,)),
                Part(
                    tr("Why, and until when"),
                    (why.format(reason=tr(LONGER[letter.extension])), by.format(day=weekday_and_day(letter.due_on))),
                ),
                Part(tr("If you have questions"), (self._reach(""),)),
                self._complaint(court=True),
            ),
        )

    def _clarification(self) -> Wording:
        asked = self._asked(tr("You asked to hear the recording of {call}. We need to know more before we can answer."))
        until = tr("Our deadline is paused until we hear from you.") if self._letter.waits else ""
        about = (tr(ASKED[self._letter.question]),) if self._letter.question else ()
        return Wording(
            tr("A question about your request"),
            (
                Part("", (asked,)),
                Part(tr("Our question"), (*about, self._question or "…")),
                Part(tr("How to answer"), (self._reach(until),)),
                self._complaint(),
            ),
        )

    def _proof(self) -> Wording:
        letter = self._letter
        asked = self._asked(
            tr("You asked to hear the recording of {call}. We need something from you before we can answer.")
        )
        needed: list[Paragraph] = []
        if ProofOf.IDENTITY in letter.proofs:
            needed += [tr("We need to confirm who you are."), *self._to_bring()]
        if ProofOf.AUTHORITY in letter.proofs:
            needed.append(self._authority())
        until = tr("Please bring it to {place}. Do not send originals by post.")
        if letter.waits:
            until = tr(
                "Please bring it to {place}. Do not send originals by post. We have one month to answer, from "
                "the day we see it."
            )
        return Wording(
            tr("Before we can answer your request"),
            (
                Part("", (asked,)),
                Part(tr("What we need"), tuple(needed)),
                Part(tr("How to show us"), (until.format(place=letter.sender.place), self._reach(""))),
                self._complaint(),
            ),
        )

    def _closed_unanswered(self) -> Wording:
        letter = self._letter
        assert letter.asked_on is not None
        asked = self._asked(tr("You asked to hear the recording of {call}. We have closed your request."))
        wrote = tr("On {day} we asked you for something that we need before we can answer. We have not received it.")
        again = tr("You can ask again at any time. Send us what we asked for, and we start from the day it arrives.")
        return Wording(
            tr("We have closed your request"),
            (
                Part("", (asked,)),
                Part(tr("Why"), (wrote.format(day=weekday_and_day(letter.asked_on)),)),
                Part(tr("If you still want to hear it"), (f"{again} {self._reach('')}",)),
                self._complaint(court=True),
            ),
        )

    def _response(self) -> Wording:
        letter = self._letter
        assert letter.response is not None
        asked = self._asked(tr("You asked to hear the recording of {call}. This is our answer."))
        return Wording(
            tr("Our answer to your request"),
            (
                Part("", (asked,)),
                *response_parts(
                    letter.response, welsh=self._welsh, acts_alone=not (letter.about or letter.acted_for_by)
                ),
                Part(tr("If you have questions"), (self._reach(""),)),
                self._complaint(court=True),
            ),
        )

    def _about_correction(self) -> Wording:
        assert self._letter.correction is not None
        words = tr("On {day} you asked us to correct something in what we hold about {call}.")
        asked = self._asked(words, day=day(self._letter.correction.on))
        court = self._letter.kind is LetterKind.CORRECTION_REFUSED
        last = (Part(tr("If you have questions"), (self._reach(""),)), self._complaint(court=court))
        return correction_wording(self._letter, asked, self._question, last)

    def _about_complaint(self) -> Wording:
        return complaint_wording(self._letter, self._reach(""), self._question)

    def _authority(self) -> str:
        """Ask for the representative's authority: in a letter to them, or to the person."""
        letter = self._letter
        if letter.acted_for_by:
            yours = tr(
                "We need to see that {name} can act for you: a power of attorney, a court order or your written "
                "consent."
            )
            return yours.format(name=letter.acted_for_by)
        theirs = tr(
            "We need to see that you can act for {about}: a power of attorney, a court order or their written consent."
        )
        return theirs.format(about=letter.about or tr("the person"))

    # Shared by several letters

    def _asked(self, words: str, **more: str) -> str:
        theirs = not self._letter.about and not self._letter.by_somebody_else
        call = tr("your call of {moment}") if theirs else tr("the call of {moment}")
        asked = words.format(call=call.format(moment=moment(self._letter.call_at, self._zone)), **more)
        return f"{tr('You act for {about}.').format(about=self._letter.about)} {asked}" if self._letter.about else asked

    def _to_bring(self) -> tuple[Paragraph, ...]:
        letter, policy = self._letter, self._id_policy
        on = letter.starts_at.astimezone(self._zone).date() if letter.starts_at else letter.written_on
        last = tr(
            "Bring the originals. If your name has changed, bring evidence of that too, such as a marriage certificate."
        )
        if letter.about and letter.kind is LetterKind.INVITATION:
            last += " " + tr("Please also bring proof that you can act for {about}.").format(about=letter.about)
        return (
            " ".join(how_many(policy)),
            (tr("A photo"), f"{with_photo(policy, on)} {by_share_code(policy, on)}".strip()),
            (tr("Your address"), with_address(policy, on) + "."),
            last,
        )

    def _help(self) -> tuple[Paragraph, ...]:
        come = tr("You can bring someone with you: a friend, an advocate or an interpreter. Children cannot interpret.")
        asked = adjustment_lines(self._letter.needs, self._letter.adjustments)
        if not asked:
            return (f"{come} {tr('Tell us before you come if anything would help you.')}",)
        known = "; ".join(asked)
        known_words = tr("You asked for: {adjustments}. Tell us if anything else would help.")
        return (f"{come} {known_words.format(adjustments=known)}",)

    def _both_rights(self) -> str:
        return tr(
            "We will play the recording to you, and you can pause whenever you like. Parts about other people may be "
            "silent. You can also ask for a copy: listening does not replace it."
        )

    def _reach(self, then: str) -> str:
        contact = self._letter.sender.contact
        how = tr("Call {telephone} or write to {mail}, and quote {reference}.").format(
            telephone=contact.telephone, mail=contact.mail, reference=self._letter.reference
        )
        return f"{how} {then}".strip()

    def _complaint(self, *, court: bool = False) -> Part:
        contact, regulator = self._letter.sender.contact, self._letter.sender.regulator
        ours = tr(
            "You can complain to us: {who}, {mail}, or at our address. Within {period} we will tell you "
            "that we have received it."
        ).format(who=contact.complaints, mail=contact.complaints_mail, period=days(ACKNOWLEDGE_DAYS))
        at = ", ".join((*regulator.address, regulator.telephone, regulator.web))
        theirs = tr("You can also complain to the regulator: {name}, {at}.").format(name=own(regulator.name), at=at)
        words = f"{ours} {theirs}"
        if court:
            words += " " + tr("You can also ask a court to enforce your rights.")
        return Part(tr("If you want to complain"), (words,))

    _KINDS: Mapping[LetterKind, Callable[[_Writer], Wording]] = {
        LetterKind.INVITATION: _invitation,
        LetterKind.REFUSAL: _refusal,
        LetterKind.NO_LONGER_AVAILABLE: _no_longer_available,
        LetterKind.EXTENSION: _extension,
        LetterKind.CLARIFICATION: _clarification,
        LetterKind.PROOF: _proof,
        LetterKind.CLOSED_UNANSWERED: _closed_unanswered,
        LetterKind.RESPONSE: _response,
        LetterKind.CORRECTION_MADE: _about_correction,
        LetterKind.CORRECTION_REFUSED: _about_correction,
        LetterKind.COMPLAINT_RECEIVED: _about_complaint,
        LetterKind.COMPLAINT_PROGRESS: _about_complaint,
        LetterKind.COMPLAINT_OUTCOME: _about_complaint,
    }


def _kept_for(kept: KeptFor, letter: Letter) -> str:
    """Say how long recordings are kept. That is given as the reason for deletion only if the period is really over."""
    rule = tr("Our retention policy is to keep recordings for {period} from the day of the call, and then delete them.")
    said = rule.format(period=period_words(kept.period))
    if kept.deleted_from <= letter.written_on:
        up = tr("That time ended on {day}, so the recording has been deleted.")
        return f"{said} {up.format(day=day(kept.deleted_from))}"
    return f"{said} {tr('We looked everywhere a recording of this call could be, and did not find one.')}"
