"""The log changed at random, by a holder of the database and not of the desks' keys: no change survives."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from desktop.verify import verify
from tests.verify.conftest import Sample
from tests.verify.forgery import MUTATIONS, Mutation, cover_up, drop_guards, is_changed, rows_of

PER_MUTATION = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def survives(sample: Sample, data: st.DataObject, mutations: list[Mutation], *, covered: bool) -> bool:
    """Return whether the log was changed, and is found whole.

    Covering up can restore it, or leave an event after the last checkpoint, indistinguishable from the program's.
    """
    with sample.copy() as connection:
        drop_guards(connection)
        before = rows_of(connection)
        try:
            for mutation in mutations:
                mutation(connection, data)
        except (connection.Error, IndexError, TypeError, ValueError, KeyError):
            # The first mutation left nothing that the next knows how to change.
            assume(len(mutations) == 1)
            raise
        if covered:
            cover_up(connection)
        return verify(connection, sample.witness).ok and is_changed(before, rows_of(connection))


@pytest.mark.parametrize("place", [0, 1], ids=["two desks", "six days"])
def test_a_log_as_it_was_written_is_whole(samples: list[Sample], place: int) -> None:
    with samples[place].copy() as connection:
        assert verify(connection, samples[place].witness).findings == ()


@pytest.mark.against("pc")
@pytest.mark.parametrize("covered", [False, True], ids=["left so", "covered up"])
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
@PER_MUTATION
@given(data=st.data())
def test_no_change_survives(samples: list[Sample], mutation: Mutation, covered: bool, data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(samples))
    assert not survives(sample, data, [mutation], covered=covered)


@pytest.mark.against("pc")
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), several=st.lists(st.sampled_from(MUTATIONS), min_size=2, max_size=3), covered=st.booleans())
def test_no_changes_together_survive(
    samples: list[Sample], data: st.DataObject, several: list[Mutation], covered: bool
) -> None:
    sample = data.draw(st.sampled_from(samples))
    assert not survives(sample, data, several, covered=covered)
