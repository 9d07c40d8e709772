"""A process beside that compares, hashes and checks: the outcome is that of one process, whatever the log or ends."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from desktop.domain.log.merkle import Frontier, leaf_hash
from desktop.verify import Report, Stopped, log, verify
from desktop.verify.beside import Answer, Beside, Question, main
from desktop.verify.many import Columns, columns_of, many
from desktop.verify.signatures import Check
from desktop.verify.tree import Nodes, Tree
from tests.verify.conftest import Sample
from tests.verify.forgery import ATTACKER, MUTATIONS, PUBLIC, Mutation, cover_up, drop_guards

PER_MUTATION = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
EVENTS = "SELECT seq, body, day, kind, session, request FROM audit_event ORDER BY seq"
DATA = b"what is signed"
RIGHT = Check(PUBLIC, ATTACKER.sign(DATA), DATA)
WRONG = replace(RIGHT, data=b"something else")

bodies = st.lists(st.binary(max_size=12).map(lambda each: each.replace(b"\n", b"")), min_size=1, max_size=70)


class InLine:
    """The process's own main, without the process."""

    def __init__(self) -> None:
        self._asked = deque[Question]()

    def ask(self, question: Question) -> None:
        self._asked.append(question)

    def answer(self) -> Answer:
        question, answer = self._asked.popleft(), io.BytesIO()
        assert main(io.BytesIO(question.packed()), answer) == 0
        return question.read(answer.getvalue())

    def close(self) -> None:
        self._asked.clear()


@pytest.fixture(scope="module")
def beside() -> Iterator[Beside]:
    beside = Beside()
    yield beside
    beside.close()


@pytest.fixture
def however_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two processes be used for a log of few events, in batches of a few."""
    monkeypatch.setattr(log, "MANY", 0)
    monkeypatch.setattr(log, "FETCH", 7)
    monkeypatch.setattr(log, "cpu_count", lambda: 2)


def outcome(report: Report) -> tuple[object, ...]:
    """Return it without the order in which its findings were found."""
    found = sorted((each.code, -1 if each.seq is None else each.seq) for each in report.findings)
    return found, replace(report, findings=())


SPOILT: dict[str, Callable[[Columns], Columns]] = {
    "as it is": lambda events: events,
    "a body": lambda events: replace(events, bodies=(events.bodies[0].replace(b'"v":1', b'"v":2'), *events.bodies[1:])),
    "two in one": lambda events: replace(events, bodies=(events.bodies[0] + b"\n", *events.bodies[1:])),
    "a column": lambda events: replace(events, said=b"2" + events.said),
    "a column too few": lambda events: replace(events, said=events.said[: events.said.rindex(b"\n")]),
    "the numbers": lambda events: replace(events, first=events.first + 1),
    "a backslash": lambda events: replace(events, bodies=(events.bodies[0].replace(b"}", b"\\}"), *events.bodies[1:])),
    "not ASCII": lambda events: replace(events, bodies=(events.bodies[0].replace(b"{", b"\xff"), *events.bodies[1:])),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_all_is_answered_as_it_would_be_here(beside: Beside, samples: list[Sample], spoilt: str) -> None:
    with samples[0].copy() as connection:
        rows = [tuple(row) for row in connection.execute(EVENTS).fetchall()]

    @settings(max_examples=30)
    @given(st.integers(0, len(rows) - 1), st.integers(1, len(rows)), st.lists(st.sampled_from([RIGHT, WRONG])))
    def same(start: int, count: int, checks: Sequence[Check]) -> None:
        some = rows[start : start + count]
        events, expected = columns_of(some, start), many(some, start)
        assert events is not None and expected is not None
        beside.ask(Question(SPOILT[spoilt](events), checks))
        answer = beside.answer()
        assert answer.outcomes == [check is RIGHT for check in checks]
        if spoilt == "as it is":
            assert answer.agreed == expected and answer.nodes is not None
            assert vars(answer.nodes) == vars(Nodes.over(start, expected.bodies))
        else:
            assert answer.agreed is None and answer.nodes is None

    same()


@given(bodies, bodies, st.data())
def test_a_tree_that_grows_by_what_was_hashed_before_is_the_writers(
    before: list[bytes], events: list[bytes], data: st.DataObject
) -> None:
    tree, expected = Tree(), Frontier()
    tree.add(before)
    nodes = Nodes.over(len(before), events)
    for body in before:
        expected = expected.append(leaf_hash(body))
    while events:
        some = data.draw(st.integers(1, len(events)))
        tree.grow(nodes, tree.count + some)
        for body in events[:some]:
            expected = expected.append(leaf_hash(body))
        events = events[some:]
        assert (tree.count, tree.root()) == (expected.size, expected.root())


@pytest.mark.usefixtures("however_few")
@pytest.mark.parametrize("covered", [False, True], ids=["left so", "covered up"])
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
@PER_MUTATION
@given(data=st.data())
def test_a_changed_log_has_the_findings_that_it_has_in_one_process(
    samples: list[Sample], mutation: Mutation, covered: bool, data: st.DataObject
) -> None:
    sample = data.draw(st.sampled_from(samples))
    with sample.copy() as connection, pytest.MonkeyPatch.context() as patch:
        patch.setattr(log, "Beside", InLine)
        drop_guards(connection)
        try:
            mutation(connection, data)
        except (connection.Error, IndexError, TypeError, ValueError, KeyError):
            assume(False)
        if covered:
            cover_up(connection)
        two, one = (verify(connection, sample.witness, processes=number) for number in (2, 1))
        assert outcome(two) == outcome(one)


@pytest.mark.usefixtures("however_few")
def test_a_log_is_whole_by_two_processes_and_neither_they_nor_a_thread_are_left(
    samples: list[Sample], monkeypatch: pytest.MonkeyPatch
) -> None:
    started = list[Beside]()

    def start() -> Beside:
        started.append(Beside())
        return started[-1]

    monkeypatch.setattr(log, "Beside", start)
    for sample in samples:
        with sample.copy() as connection:
            assert outcome(verify(connection, sample.witness)) == outcome(
                verify(connection, sample.witness, processes=1)
            )
            with pytest.raises(Stopped):
                verify(connection, sample.witness, stop=lambda: True)
    assert len(started) == 2 * len(samples)
    for beside in started:
        assert beside._process.returncode is not None and not beside._reader.is_alive()


@pytest.mark.usefixtures("however_few")
def test_a_process_that_ends_half_way_or_never_begins_changes_nothing(
    samples: list[Sample], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Ending(Beside):
        asked = 0

        def ask(self, question: Question) -> None:
            Ending.asked += 1
            if Ending.asked == 3:
                self._process.kill()
            super().ask(question)

    def refused() -> Beside:
        raise OSError

    for start in (Ending, lambda: Beside(["/bin/false"]), refused):
        monkeypatch.setattr(log, "Beside", start)
        with samples[1].copy() as connection:
            assert verify(connection, samples[1].witness).findings == ()
    assert Ending.asked > 3
