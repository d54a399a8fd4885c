"""Keys without a session: what they sign, what they seal, and the box in which they are stored."""

from __future__ import annotations

import hashlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import HuddleError
from core.keys import key_box
from core.keys.member_key import MemberKey, PublicKey
from core.keys.sealed_text import SealBroken, is_sealed, read_sealed
from core.keys.words import offer_passphrase, root_to_words, words_to_root

pytestmark = pytest.mark.locked

TEAM = "0123456789abcdef"
PLACE = "point|7|text"
PATIENCE = 60.0
"""Seconds to wait for a thread: only a failing test waits that long."""

roots = st.binary(min_size=32, max_size=32)


@given(text=st.text(), root=roots)
def test_what_a_key_seals_it_opens_at_its_place_alone(text: str, root: bytes) -> None:
    key = MemberKey(TEAM, 2, 1, root)
    sealed = key.seal(text, PLACE)
    assert is_sealed(sealed)
    assert key.open(sealed, PLACE) == text
    assert key.seal(text, PLACE) != sealed, "the same text twice looks different"
    with pytest.raises(SealBroken):
        key.open(sealed, "point|8|text")
    assert MemberKey(TEAM, 3, 1, root).open(sealed, PLACE) is None
    assert MemberKey(TEAM, 2, 2, root).open(sealed, PLACE) is None
    for other in (MemberKey("another team", 2, 1, root), MemberKey.make(TEAM, 2)):
        with pytest.raises(SealBroken):
            other.open(sealed, PLACE)


@given(text=st.text(max_size=100), root=roots, data=st.data())
def test_a_sealed_text_in_which_one_letter_differs_does_not_open(text: str, root: bytes, data: st.DataObject) -> None:
    key = MemberKey(TEAM, 2, 1, root)
    sealed = key.seal(text, PLACE)
    position = data.draw(st.integers(0, len(sealed) - 1))
    letter = data.draw(st.sampled_from("AZaz09+/=.:S\x1f").filter(lambda letter: letter != sealed[position]))
    changed = sealed[:position] + letter + sealed[position + 1 :]
    with suppress(SealBroken):
        assert key.open(changed, PLACE) is None, "at most it is somebody else's"


def test_the_length_tells_little() -> None:
    key = MemberKey.make(TEAM, 2)
    assert {len(key.seal("x" * length, PLACE)) for length in range(60)} == {len(key.seal("ok", PLACE))}


@given(root=roots, number=st.integers(1, 9))
def test_a_signature_is_of_one_key_over_one_statement(root: bytes, number: int) -> None:
    key = MemberKey(TEAM, 2, number, root)
    signature = key.sign("read", {"talk": 5})
    assert key.public.verifies(signature, "read", {"talk": 5})
    assert not key.public.verifies(signature, "answered", {"talk": 5})
    assert not key.public.verifies(signature, "read", {"talk": 6})
    assert not key.public.verifies("no hexadecimal", "read", {"talk": 5})
    assert not key.public.verifies("00" * 64, "read", {"talk": 5})
    public = key.public
    for other in (
        PublicKey(TEAM, 3, number, public.sign, public.seal),
        PublicKey(TEAM, 2, number + 1, public.sign, public.seal),
        PublicKey("another", 2, number, public.sign, public.seal),
        MemberKey.make(TEAM, 2, number).public,
    ):
        assert not other.verifies(signature, "read", {"talk": 5})
    assert public.fingerprint != MemberKey.make(TEAM, 2, number).public.fingerprint


def test_a_key_does_not_show_its_root() -> None:
    key = MemberKey.make(TEAM, 2)
    shown = repr(key) + str([getattr(key.public, name) for name in key.public.__slots__])
    assert key.root.hex() not in shown
    assert repr(key.root) not in shown


@given(passphrase=st.text(st.characters(codec="utf-8"), min_size=8), count=st.integers(1, 3))
def test_a_box_opens_with_its_passphrase_and_its_public_key(passphrase: str, count: int) -> None:
    kept = {number: MemberKey.make(TEAM, 2, number) for number in range(1, count + 1)}
    public = kept[count].public.to_bytes()
    roots = {number: key.root for number, key in kept.items()}
    older = {number: root for number, root in roots.items() if number != count}
    box = key_box.lock(roots, passphrase, public)
    assert key_box.unlock(box, f" {passphrase}\n", public) == (roots[count], older)
    assert key_box.open_older(box, roots[count], public) == older
    for wrong, key in ((passphrase + "x", public), (passphrase, MemberKey.make(TEAM, 2).public.to_bytes())):
        with pytest.raises(key_box.WrongPassphrase):
            key_box.unlock(box, wrong, key)


def test_only_two_unlock_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attack 18: each takes 128 MB for half a second."""
    key = MemberKey(TEAM, 3, 1, bytes(32))
    box = key_box.lock({1: bytes(32)}, "four plain words", key.public.to_bytes())
    running, may_go, stretch = threading.Semaphore(0), threading.Event(), hashlib.scrypt

    def slow(password: bytes, **cost: Any) -> bytes:
        running.release()
        assert may_go.wait(PATIENCE)
        return stretch(password, **cost)

    monkeypatch.setattr(hashlib, "scrypt", slow)
    with ThreadPoolExecutor(max_workers=15) as pool:
        unlocked = [pool.submit(key_box.unlock, box, "four plain words", key.public.to_bytes()) for _ in range(15)]
        assert all(running.acquire(timeout=PATIENCE) for _ in range(2))
        assert not key_box._at_once.acquire(blocking=False), "who comes now waits"
        may_go.set()
        assert {future.result()[0] for future in unlocked} == {bytes(32)}


def test_letters_that_look_the_same_open_the_same_box() -> None:
    key = MemberKey.make(TEAM, 2)
    box = key_box.lock({1: key.root}, "caf\u00e9 au lait", key.public.to_bytes())
    assert key_box.unlock(box, "cafe\u0301 au lait", key.public.to_bytes()) == (key.root, {})


def test_what_is_no_character_is_refused_with_a_sentence() -> None:
    key = MemberKey.make(TEAM, 2)
    with pytest.raises(HuddleError, match="characters"):
        key_box.lock({1: key.root}, "four plain \ud800 words", key.public.to_bytes())


@given(root=roots)
def test_a_recovery_sheet_gives_the_root_back(root: bytes) -> None:
    words = root_to_words(root)
    assert len(words.split()) == 24
    assert words_to_root(words) == root
    assert words_to_root("\n".join(word[:4].upper() for word in words.split())) == root


def test_the_words_are_those_of_bip_39() -> None:
    # The first and the last test vector of BIP-39 with 256 bits.
    assert root_to_words(bytes(32)) == " ".join(["abandon"] * 23 + ["art"])
    assert root_to_words(b"\xff" * 32) == " ".join(["zoo"] * 23 + ["vote"])


def test_a_slip_of_the_pen_is_noticed() -> None:
    words = root_to_words(bytes(range(32))).split()
    for wrong, told in (
        (words[:23], "24 words"),
        (["xylophon", *words[1:]], "Word 1"),
        ([*words[:23], "abandon"], "At least one word differs from the sheet"),
    ):
        with pytest.raises(HuddleError, match=told):
            words_to_root(" ".join(wrong))


def test_an_offered_passphrase_has_four_words() -> None:
    offered = {offer_passphrase() for _ in range(20)}
    assert len(offered) == 20
    assert all(len(passphrase.split()) == 4 for passphrase in offered)


def test_what_people_type_is_no_sealed_text() -> None:
    with pytest.raises(SealBroken):
        read_sealed("S1:2.1:QUJD")
    assert not is_sealed("S1:2.1:QUJD")


boxes = st.one_of(
    st.text(max_size=40),
    st.dictionaries(
        st.sampled_from(["kdf", "n", "r", "p", "salt", "box", "older", "hash"]),
        st.one_of(st.integers(-1, 64), st.text(alphabet="0123456789abcdefxyz", max_size=90), st.none()),
    ).map(json.dumps),
)


@given(box=boxes)
def test_a_box_that_no_huddle_wrote_is_refused_with_a_sentence(box: str) -> None:
    key = MemberKey.make(TEAM, 2)
    with pytest.raises(HuddleError):
        key_box.unlock(box, "four plain words", key.public.to_bytes())
