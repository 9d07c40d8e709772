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
    return _Writer(letter, zone, id_policy, question or "…", welsh).wording()


class _Writer:
    """The writer of one letter."""

    def __init__(self, letter: Letter, zone: ZoneInfo, id_policy: IdPolicy, question: str, welsh: bool) -> None:
        self._letter, self._zone, self._id_policy, self._question = letter, zone, id_policy, question
        self._welsh = welsh

    def wording(self) -> Wording:
        return self._KINDS[self._letter.kind](self)

    # About a request

    def _about_request(self, subject: str, asked: str, *parts: Part, court: bool = False, **more: str) -> Wording:
        """Return a letter that begins with what was asked for, and ends with where to complain."""
        return Wording(subject, (Part("", (self._asked(asked, **more),)), *parts, self._complaint(court=court)))

    def _invitation(self) -> Wording:
        letter = self._letter
        assert letter.starts_at is not None and letter.ends_at is not None
        lasts = spoken((letter.ends_at - letter.starts_at).total_seconds())
        when = tr("{moment}. It takes about {length}.").format(
            moment=moment(letter.starts_at, self._zone), length=lasts
        )
        where = ", ".join(dict.fromkeys((letter.sender.place, *letter.sender.contact.address)))
        asked = self._asked(tr("You asked to hear the recording of {call}. We can play it to you."))
        both_rights = tr(
            "We will play the recording to you, and you can pause whenever you like. Parts about other people may be "
            "silent. You can also ask for a copy: listening does not replace it."
        )
        another = self._reach(tr("We will arrange another time. Your request stays open."))
        return Wording(
            tr("Come and hear the recording"),
            (
                Part("", (asked, (tr("When"), when), (tr("Where"), where))),
                Part(tr("What to bring"), self._to_bring()),
                Part(tr("Who can come with you, and what would help"), self._help()),
                Part(tr("Listening, and a copy"), (both_rights,)),
                Part(tr("If this time does not suit you"), (another,)),
                self._complaint(),
            ),
        )

    def _refusal(self) -> Wording:
        assert self._letter.refusal is not None
        return self._about_request(
            tr("Your request to hear a recording"),
            tr("You asked to hear the recording of {call}. We cannot play it to you."),
            Part(tr("Why"), (tr(REFUSED[self._letter.refusal]),)),
            self._questions(),
            court=True,
        )

    def _no_longer_available(self) -> Wording:
        again = tr("If there is another call we may have recorded, tell us when it was and which number it came from.")
        return self._about_request(
            tr("The recording is no longer available"),
            tr("You asked to hear the recording of {call}. It is no longer available."),
            Part(tr("Why"), tuple(_kept_for(each, self._letter) for each in self._letter.kept_for)),
            self._questions(f"{again} "),
            court=True,
        )

    def _extension(self) -> Wording:
        letter = self._letter
        assert letter.extension is not None and letter.due_on is not None
        why = tr("We aim to answer within a month. This time we need up to two months more, because {reason}.")
        by = tr("You will have our answer by {day} at the latest. You do not need to do anything.")
        if letter.due_on < letter.written_on:  # too late: no more time is given, and none is promised
            by = tr("Our answer was due by {day}. We are sorry it is late. You do not need to do anything.")
        until = why.format(reason=tr(LONGER[letter.extension])), by.format(day=weekday_and_day(letter.due_on))
        return self._about_request(
            tr("We need more time to answer you"),
            tr("You asked to hear the recording of {call}. We need more time to answer."),
            Part(tr("Why, and until when"), until),
            self._questions(),
            court=True,
        )

    def _clarification(self) -> Wording:
        until = tr("Our deadline is paused until we hear from you.") if self._letter.waits else ""
        about = (tr(ASKED[self._letter.question]),) if self._letter.question else ()
        return self._about_request(
            tr("A question about your request"),
            tr("You asked to hear the recording of {call}. We need to know more before we can answer."),
            Part(tr("Our question"), (*about, self._question)),
            Part(tr("How to answer"), (self._reach(until),)),
        )

    def _proof(self) -> Wording:
        letter = self._letter
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
        return self._about_request(
            tr("Before we can answer your request"),
            tr("You asked to hear the recording of {call}. We need something from you before we can answer."),
            Part(tr("What we need"), tuple(needed)),
            Part(tr("How to show us"), (until.format(place=letter.sender.place), self._reach())),
        )

    def _closed_unanswered(self) -> Wording:
        assert self._letter.asked_on is not None
        wrote = tr("On {day} we asked you for something that we need before we can answer. We have not received it.")
        again = tr("You can ask again at any time. Send us what we asked for, and we start from the day it arrives.")
        return self._about_request(
            tr("We have closed your request"),
            tr("You asked to hear the recording of {call}. We have closed your request."),
            Part(tr("Why"), (wrote.format(day=weekday_and_day(self._letter.asked_on)),)),
            Part(tr("If you still want to hear it"), (f"{again} {self._reach()}",)),
            court=True,
        )

    def _response(self) -> Wording:
        letter = self._letter
        assert letter.response is not None
        alone = not (letter.about or letter.acted_for_by)
        return self._about_request(
            tr("Our answer to your request"),
            tr("You asked to hear the recording of {call}. This is our answer."),
            *response_parts(letter.response, welsh=self._welsh, acts_alone=alone),
            self._questions(),
            court=True,
        )

    def _about_correction(self) -> Wording:
        letter, typed = self._letter, self._question
        assert letter.correction is not None and letter.correction_due is not None
        made = letter.kind is LetterKind.CORRECTION_MADE
        answer = [
            tr("On {day} you asked us to correct something in what we hold about {call}."),
            tr("We have corrected it.") if made else tr("We have not corrected it."),
        ]
        if letter.written_on > letter.correction_due:
            late = tr("Our answer was due by {day}. We are sorry it is late.")
            answer.append(late.format(day=day(letter.correction_due)))
        if made:
            stays = tr("The recording itself stays as it was made: it shows what was said in the call.")
            others = tr(
                "If we gave the information to others, we tell them that it was corrected, unless that is impossible "
                "or would take disproportionate effort. Ask us who they are, and we will tell you."
            )
            parts = [Part(tr("What we corrected"), (typed, stays)), Part(tr("Who else is told"), (others,))]
        else:
            kept = tr("We keep a note of what you told us with our record of your appointment.")
            parts = [Part(tr("Why"), (typed, kept))]
        return self._about_request(
            tr("Your request to correct something"),
            " ".join(answer),
            *parts,
            self._questions(),
            court=not made,
            day=day(letter.correction.on),
        )

    # About a complaint

    def _about_complaint(self, subject: str, part: Part, *, then: str = "", ended: bool = False) -> Wording:
        """Return a letter that begins with the complaint, and ends with the regulator."""
        letter, regulator = self._letter, self._letter.sender.regulator
        assert letter.complaint is not None
        came = tr("We received your complaint about how we use personal data on {day}.")
        if letter.about:
            came = tr("You act for {about}. We received your complaint about how we use personal data on {day}.")
        first = f"{came.format(about=letter.about, day=day(letter.complaint.on))} {then}".strip()
        where = tr("You can complain to the regulator at any time: {name}, {at}.")
        title = tr("The regulator")
        if ended:
            where = tr(
                "You can complain to the regulator: {name}, {at}. You can also ask a court to enforce your rights."
            )
            title = tr("If you do not accept this")
        last = Part(title, (where.format(name=own(regulator.name), at=self._regulator_at()),))
        return Wording(subject, (Part("", (first,)), part, self._questions(), last))

    def _complaint_received(self) -> Wording:
        who = tr("{who} will look at your complaint and find out what happened.")
        then = tr(
            "We will ask you if we need to know more. We will tell you how it is going, and we will write to you with "
            "the outcome without undue delay. You do not need to do anything."
        )
        now = Part(tr("What happens now"), (who.format(who=self._letter.sender.contact.complaints), then))
        return self._about_complaint(tr("We have received your complaint"), now)

    def _complaint_progress(self) -> Wording:
        soon = tr("We will write to you with the outcome without undue delay. You do not need to do anything.")
        part = Part(tr("Where we are"), (self._question, soon))
        return self._about_complaint(tr("How your complaint is going"), part)

    def _complaint_outcome(self) -> Wording:
        complaint = self._letter.complaint
        assert complaint is not None and complaint.ended is not None and complaint.ended.outcome is not None
        found = Part(tr("What we found"), (tr(ENDED[complaint.ended.outcome]), self._question))
        return self._about_complaint(
            tr("The outcome of your complaint"), found, then=tr("This is the outcome."), ended=True
        )

    # Shared by several letters

    def _asked(self, words: str, **more: str) -> str:
        theirs = not self._letter.about and not self._letter.by_somebody_else
        call = tr("your call of {moment}") if theirs else tr("the call of {moment}")
        asked = words.format(call=call.format(moment=moment(self._letter.call_at, self._zone)), **more)
        return f"{tr('You act for {about}.').format(about=self._letter.about)} {asked}" if self._letter.about else asked

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

    def _questions(self, before: str = "") -> Part:
        return Part(tr("If you have questions"), (f"{before}{self._reach()}",))

    def _reach(self, then: str = "") -> str:
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
        theirs = tr("You can also complain to the regulator: {name}, {at}.")
        theirs = theirs.format(name=own(regulator.name), at=self._regulator_at())
        words = f"{ours} {theirs}"
        if court:
            words += " " + tr("You can also ask a court to enforce your rights.")
        return Part(tr("If you want to complain"), (words,))

    def _regulator_at(self) -> str:
        regulator = self._letter.sender.regulator
        return ", ".join((*regulator.address, regulator.telephone, regulator.web))

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
        LetterKind.COMPLAINT_RECEIVED: _complaint_received,
        LetterKind.COMPLAINT_PROGRESS: _complaint_progress,
        LetterKind.COMPLAINT_OUTCOME: _complaint_outcome,
    }


def _kept_for(kept: KeptFor, letter: Letter) -> str:
    """Say how long recordings are kept. That is given as the reason for deletion only if the period is really over."""
    rule = tr("Our retention policy is to keep recordings for {period} from the day of the call, and then delete them.")
    said = rule.format(period=period_words(kept.period))
    if kept.deleted_from <= letter.written_on:
        up = tr("That time ended on {day}, so the recording has been deleted.")
        return f"{said} {up.format(day=day(kept.deleted_from))}"
    return f"{said} {tr('We looked everywhere a recording of this call could be, and did not find one.')}"
