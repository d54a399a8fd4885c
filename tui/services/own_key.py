"""The viewer's key: unlocked where it is kept on this computer, and asked for where a change needs it."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Callable
from importlib import import_module
from typing import Any

from textual.app import App

from core.access.feed import CommittedChange
from core.access.key_ring import KeyNeeded
from core.access.session import Session
from core.errors import HuddleError

PASSPHRASE_FORM = ("tui.dialogs.passphrase", "passphrase_form")

SEALED_TABLES = ("goal", "point")
"""What is shown anew once the key is unlocked."""


class OwnKey:
    """Unlocks the key of one app's session."""

    def __init__(self, app: App[Any], session: Session, publish: Callable[[list[CommittedChange]], object]) -> None:
        """`publish` has every screen show what has changed."""
        # Loaded when it is first needed it would hold up the first frame.
        session.viewer.keys.load_with(None)
        self._app = app
        self._session = session
        self._publish = publish

    def start(self) -> None:
        """Look, after the first frame and on a thread, whether the key is kept on this computer."""
        if self._session.viewer.member_id is not None and not self._session.viewer.is_guest:
            self._app.run_worker(self._use_kept(), exit_on_error=False)

    async def _use_kept(self) -> None:
        if await to_thread(self._unlock_kept):
            self.show_opened()

    def _unlock_kept(self) -> bool:
        from core.team.kept_keys import is_kept, read_kept_keys

        keys = read_kept_keys(self._session) if is_kept(self._session) else ()
        if keys:
            self._session.viewer.keys.unlock(keys)
        return bool(keys)

    def asks(self, refusal: HuddleError, again: Callable[[], object]) -> bool:
        """Ask for the passphrase where a change was refused because it needs the key, and return whether that is so.
        Once the key is unlocked the change is made `again`."""
        if not isinstance(refusal, KeyNeeded) or self._session.viewer.keys.is_unlocked:
            return False
        self.ask(str(refusal), again, refusal.choose)
        return True

    def ask(self, reason: str, then: Callable[[], object] = lambda: None, choose: str = "") -> None:
        """Ask for the passphrase, or for a first one, with the words `choose`; `then` is called once the key is
        unlocked."""

        def answer(told: list[str] | None) -> None:
            if told is not None:
                self.show_opened()
                self.tell(told)
                then()

        module, name = PASSPHRASE_FORM
        self._app.push_screen(getattr(import_module(module), name)(self._session, reason, choose), answer)

    def tell(self, sentences: list[str]) -> None:
        """Show what is to be told after the key was unlocked, if anything."""
        if sentences:
            self._app.notify(" ".join(sentences), markup=False)

    def show_opened(self) -> None:
        """Let every screen show anew what the key opens."""
        opened: dict[str, frozenset[int]] = {table: frozenset() for table in SEALED_TABLES}
        self._publish([CommittedChange(0, "key.unlocked", None, None, opened)])
