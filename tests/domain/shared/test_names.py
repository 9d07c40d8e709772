from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.sessions.document_numbers import spellings


def test_a_name_has_the_spellings_that_documents_use() -> None:
    cases = [
        ("Morgan", {"MORGAN"}),
        ("O'Neill", {"ONEILL"}),
        ("D’Arcy-St. John", {"DARCYSTJOHN"}),
        ("Björk", {"BJORK", "BJOERK"}),
        ("Bjo\u0308rk", {"BJORK", "BJOERK"}),
        ("Weiß", {"WEISS"}),
        ("WEIẞ", {"WEISS"}),
        ("Łukasz", {"LUKASZ"}),
        ("Sørensen", {"SORENSEN", "SOERENSEN"}),
        ("Þór", {"THOR"}),
        ("Nguyễn", {"NGUYEN"}),
        ("Иванов", set()),
        ("", set()),
    ]
    assert [(name, expected, found) for name, expected in cases if (found := spellings(name)) != expected] == []


@given(st.text(max_size=20))
def test_only_capital_letters_are_left(name: str) -> None:
    assert all(set(each) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for each in spellings(name))


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20), st.sampled_from(["'", "-", " ", ".", "’"]))
def test_what_stands_between_letters_does_not_matter(name: str, between: str) -> None:
    assert spellings(between.join(name)) == {name.upper()}
