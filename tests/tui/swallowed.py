"""Makes errors visible that Textual hides: those of callbacks that a signal calls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual.signal import Signal


@contextmanager
def no_error_is_swallowed() -> Iterator[None]:
    """Fails at the end if a callback of a signal has raised; the screen would stay as it was, and say nothing."""
    raised: list[Exception] = []
    subscribe = Signal.subscribe

    def subscribe_loudly(self: Signal[Any], node: Any, callback: Any, immediate: bool = False) -> None:
        def call(data: Any) -> None:
            try:
                callback(data)
            except Exception as error:
                raised.append(error)
                raise

        subscribe(self, node, call, immediate)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Signal, "subscribe", subscribe_loudly)
        yield
    if raised:
        raise raised[0]
