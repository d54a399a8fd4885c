"""The keys that a session has unlocked: with them it signs, seals, and opens what is sealed.

The cryptography library is loaded when a key is used, and not before: neither commands that must answer at once nor
the first frame of a screen wait for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from core.errors import HuddleError
from core.keys.sealed_text import BROKEN_WORDS, SealBroken, SealedText, read_sealed

if TYPE_CHECKING:
    from core.keys.member_key import MemberKey


class KeyNeeded(HuddleError):
    """Something needs the acting member's key, which is locked, or which they do not have yet."""

    def __init__(self, message: str = "", *, choose: str = "") -> None:
        """`choose` is the text for a member who chooses a first passphrase; by default it says that it seals words."""
        self.choose = choose
        message = message or "Only you will be able to open this. Type or choose your passphrase."
        super().__init__(message, action="passphrase")


class KeyRing:
    """The unlocked keys of one member, in memory alone. Empty while they are locked."""

    def __init__(self, keys: Sequence[MemberKey] = ()) -> None:
        self._keys = tuple(keys)
        """The newest last."""
        self._load: Callable[[], Sequence[MemberKey]] | None = None
        self._loading = threading.RLock()
        self._why_locked = ""

    def load_with(self, load: Callable[[], Sequence[MemberKey]] | None) -> None:
        """Have `load` called once, when a key is first needed: it returns the keys, the newest last, or none. Without
        it nothing is loaded. Keys that are unlocked already stay."""
        self._load = None if self._keys else load

    @property
    def is_unlocked(self) -> bool:
        """Whether the member has unlocked a key in this session. A key that is loaded when it is first needed does not
        count until then."""
        return bool(self._keys)

    @property
    def newest(self) -> MemberKey:
        """The key to sign and to seal with. Raises `KeyNeeded` while it is locked."""
        if not self.all_keys:
            raise KeyNeeded(self._why_locked)
        return self.all_keys[-1]

    @property
    def all_keys(self) -> tuple[MemberKey, ...]:
        """The unlocked keys, the newest last: with earlier ones what was sealed before opens."""
        with self._loading:
            if self._load is not None:
                self._keys, self._load = tuple(self._load()), None
            return self._keys

    @property
    def roots(self) -> dict[int, bytes]:
        """The roots of the unlocked keys, by the numbers of the keys."""
        return {key.public.number: key.root for key in self.all_keys}

    def unlock(self, keys: Sequence[MemberKey]) -> None:
        """Keep these keys, the newest last, until the session ends or is locked."""
        self._load, self._keys, self._why_locked = None, tuple(keys), ""

    def lock(self, why: str = "") -> None:
        """Forget the keys; `why` is said when one is needed, in place of the usual words."""
        self._load, self._keys, self._why_locked = None, (), why

    def open(self, stored: str, place: str) -> str:
        """Return what a sealed text says; a `SealedText` where none of the keys opens it, and where another program
        has changed it, or moved it from its `place` (`table|row id|column`)."""
        if not self.all_keys:
            return SealedText(stored)
        try:
            who, _ = read_sealed(stored)
            for key in self.all_keys:
                if (key.public.member_id, key.public.number) in who:
                    opened = key.open(stored, place)
                    return SealedText(stored) if opened is None else opened
        except SealBroken:
            return SealedText(stored, BROKEN_WORDS)
        return SealedText(stored)
