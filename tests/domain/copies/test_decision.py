"""An approval, and the one copy that it lets someone hear."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop.domain.copies.copy import ApprovedCopy, SealedKey
from desktop.domain.copies.decision import Decision
from desktop.domain.shared.ids import CopyId, PersonId, RecordingId, RequestId, RetentionKeyId

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
COPY = ApprovedCopy(
    id=CopyId("c" * 32),
    request=RequestId("e" * 32),
    recording=RecordingId("d" * 32),
    prepared_by=PersonId("a" * 32),
    prepared_at=AT,
    rate=8000,
    channels=2,
    frames=80_000,
    digest="f" * 64,
    key=SealedKey(b"", RetentionKeyId("b" * 32), b""),
    version=3,
)
APPROVAL = Decision("1" * 32, COPY.request, COPY.id, COPY.digest, PersonId("b" * 32), AT, approved=True, version=3)


def test_an_approval_lets_its_copy_be_heard() -> None:
    assert APPROVAL.lets_hear(COPY)


@pytest.mark.parametrize(
    "copy",
    [
        replace(COPY, id=CopyId("0" * 32)),
        replace(COPY, digest="0" * 64),
        replace(COPY, version=4),
        replace(COPY, version=0),
    ],
    ids=["another copy", "another sound", "marks made since", "no marks"],
)
def test_it_lets_no_other_be_heard(copy: ApprovedCopy) -> None:
    assert not APPROVAL.lets_hear(copy)


def test_what_is_no_approval_lets_nothing_be_heard() -> None:
    assert not replace(APPROVAL, approved=False).lets_hear(COPY)
    assert not replace(APPROVAL, approved=False, sent_back=True).lets_hear(COPY)
    assert not replace(APPROVAL, copy=None, copy_digest=None).lets_hear(COPY)


def test_one_from_before_versions_binds_the_sound_alone() -> None:
    before = replace(APPROVAL, version=None)
    assert before.lets_hear(replace(COPY, version=0)) and not before.lets_hear(replace(COPY, digest="0" * 64))
