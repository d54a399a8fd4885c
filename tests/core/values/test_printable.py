"""Nothing that comes from outside acts on a terminal."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from core.values.printable import drop_controls, escape_controls, printable

PIECES = st.one_of(
    st.text(),
    st.sampled_from(["\x1b[31m", "\x1b]0;title\x07", "\x1b]8;;http://x\x1b\\", "\x9b2J", "\x1bc"]),
    st.sampled_from(["\x1bP1$r\x1b\\", "\x1b"]),
    st.sampled_from(["\x07", "\x08", "\x7f", "\x85", "\x90", "\u2028", "\u202e", "\r\n", "\n", "\t"]),
)
OUTSIDE = st.lists(PIECES).map("".join)


def acts_on_a_terminal(character: str) -> bool:
    return ord(character) < 32 or 127 <= ord(character) < 160 or character in "\u2028\u2029\u202e"


@given(OUTSIDE)
def test_no_control_character_is_left_but_tabs_and_line_feeds(text: str) -> None:
    shown = printable(text)
    assert not [character for character in shown if acts_on_a_terminal(character) and character not in "\n\t"]
    assert printable(shown) == shown


@given(OUTSIDE)
def test_a_line_of_a_screen_has_none_at_all(text: str) -> None:
    shown = drop_controls(text)
    assert not [character for character in shown if acts_on_a_terminal(character)]


@given(st.text(st.characters(blacklist_categories=("Cc", "Cf", "Zl", "Zp"))))
def test_other_text_stays_as_it_is(text: str) -> None:
    assert printable(text) == drop_controls(text) == text


@given(OUTSIDE)
def test_json_means_the_same(text: str) -> None:
    encoded = escape_controls(json.dumps(text, ensure_ascii=False))
    assert json.loads(encoded) == text
    assert not [character for character in encoded if acts_on_a_terminal(character)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[1;31mred\x1b[0m and plain", "red and plain"),
        ("\x1b]0;pwned\x07team", "team"),
        ("\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred", "red"),
        ("\x1bcgone", "gone"),
        ("\x1b]0;it never ends\nnext line", "\nnext line"),
        ("👩\u200d💻 नी\u200dम", "👩\u200d💻 नी\u200dम"),
    ],
)
def test_whole_sequences_go(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_what_a_screen_draws_keeps_its_width() -> None:
    for text in ("\x1b[31mred", "a\x07b", "a\tb", "\x9b31m名前"):
        assert cell_len(drop_controls(text)) == cell_len(text)
