"""Reads what a screen shows, as text, and waits until an app has nothing left to do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from time import monotonic
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.widgets import Input

from tui.app import HuddleApp
from tui.shell.confirm import ConfirmScreen

Size = tuple[int, int]
SMALL, MIDDLE, WIDE, LARGE = (80, 24), (100, 28), (120, 40), (200, 60)
SIZES = [SMALL, MIDDLE, LARGE]
"""The three terminals that every screen must fit."""

KEY_CHARACTERS = {"enter": "\r", "tab": "\t", "escape": "\x1b"}

ONE_IN_PLURAL = re.compile(
    r"(?<![\d.,:/])\b1  ?(people|(card|vote|trend|group|member|commitment|hurdle|line|row|day|week|month|meeting"
    r"|account|goal|skill|session|message|event|step|time|change|place|question|target)s|entries)\b"
)
"""A count of one with a noun in the plural."""

DRAWN = re.compile("[\u2190-\u21ff\u23e9-\u23fa\u2500-\u27bf\u2800-\u28ff\u2b00-\u2bff＝•]")
"""What only draws: arrows, clocks, frames, blocks, signs and dots."""

PATIENCE = 60.0
"""Seconds to wait for an app: only a failing test waits that long."""


def parametrize_smallest(
    name: str, values: Iterable[str], also: Mapping[str, Sequence[Size]] | None = None
) -> pytest.MarkDecorator:
    """Runs a test for each value on the smallest terminal, and for some values also on those with another layout."""
    more = also or {}
    cases = [(value, size) for value in values for size in (SMALL, *more.get(value, ()))]
    return pytest.mark.parametrize((name, "size"), cases, ids=str)


def frame(app: App[Any]) -> str:
    """The lines of the screen as it stands, right-trimmed. Fails where one of a thing is in the plural: `1 cards`."""
    width, height = app.size
    lines = app.screen._compositor.render_strips(app.size)
    assert len(lines) == height
    text = "\n".join("".join(segment.text for segment in line).rstrip()[:width] for line in lines)
    assert (plural := ONE_IN_PLURAL.search(text)) is None, f"“{plural and plural.group()}” in:\n{text}"
    return text


def option(label: str) -> tuple[str, ...]:
    """The keys that choose an action without a key of its own: Options, its label, enter."""
    return ("o", *label.lower(), "enter")


async def idle(pilot: Pilot[Any]) -> None:
    """Waits until the app has done everything that was asked of it: written, read, published and painted.

    Covers the message queues, the threads that write and read, the workers (also those that wait for their time), and
    what has landed in the team's file. Fails with what is still pending when that takes longer than `PATIENCE`.
    """
    await _idle(pilot.app, with_workers=True)


async def show_private_parts(pilot: Pilot[Any]) -> None:
    """Says that this terminal is not projected, and so has the page show what it hides while a meeting runs."""
    await pilot.press("ctrl+p")
    await idle(pilot)
    await choose(pilot, "what is hidden")
    assert isinstance(pilot.app.screen, ConfirmScreen)
    await pilot.press("down", "enter")
    await idle(pilot)


async def choose(pilot: Pilot[Any], words: str) -> None:
    """Picks the line with these words in the list that is open."""
    pilot.app.screen.query_one(Input).value = words
    await idle(pilot)
    await pilot.press("enter")
    await idle(pilot)


async def choose_option(pilot: Pilot[Any], words: str) -> None:
    """Opens Options and picks the line with these words."""
    await pilot.press("o")
    await idle(pilot)
    await choose(pilot, words)


async def answered(pilot: Pilot[Any]) -> None:
    """Waits until the app has handled its messages and its threads are done; workers may still wait for their time."""
    await _idle(pilot.app, with_workers=False)


async def until(pilot: Pilot[Any], happened: Callable[[], bool]) -> None:
    """Lets the app go on until this has happened, whatever else is pending. Fails when it never does."""
    give_up = monotonic() + PATIENCE
    while not happened():
        assert monotonic() < give_up, f"it never happened; pending: {_pending(pilot.app)}"
        await asyncio.sleep(0.001)  # what is waited for may be a thread's or another process's doing
        await no_callback_left()
        _paint(pilot.app)


async def type_ahead(pilot: Pilot[Any], *keys: str) -> None:
    """Presses keys as `Pilot.press` does, but does not wait for the threads: for tests that hold one of them up."""
    for key in keys:
        await pilot.app._press_keys([key])
        await no_callback_left()
        _paint(pilot.app)


def burst(pilot: Pilot[Any], *keys: str) -> None:
    """Presses keys faster than the app handles them: all are there before it has seen the first one."""
    for key in keys:
        character = key if len(key) == 1 else KEY_CHARACTERS.get(key)
        name = key if len(key) > 1 or key.isalnum() else _character_to_key(key)
        pilot.app.post_message(events.Key(name, character))


async def no_callback_left() -> None:
    """Lets the event loop run until nothing is ready to run but this task.

    No queue holds a message then: a message pump whose queue has one is ready to run.
    """
    loop: Any = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(0)
        if not loop._ready:
            return


async def _idle(app: App[Any], *, with_workers: bool) -> None:
    give_up = monotonic() + PATIENCE
    while True:
        if app._exception is not None:  # at once: a test would fail by what is not on the screen, and not say why
            raise app._exception
        try:
            async with asyncio.timeout(give_up - monotonic()):
                if await _has_nothing_to_do(app, with_workers=with_workers):
                    return
        except TimeoutError:
            pass
        if monotonic() > give_up:
            raise AssertionError(f"the app never became idle: {_pending(app)}")


async def _has_nothing_to_do(app: App[Any], *, with_workers: bool) -> bool:
    """Whether that is so; where it is not, does or awaits one part of it."""
    await no_callback_left()
    if isinstance(app, HuddleApp):
        if not app.running_calls.is_idle:
            await app.running_calls.wait()
            return False
        if not app.change_batch.is_empty:
            return False
    if with_workers and len(app.workers):
        await app.workers.wait_for_complete()
        return False
    if app._exit:
        return True
    if not app.animator._complete_event.is_set():
        await app.animator.wait_until_complete()
        return False
    if app._batch_count:
        await asyncio.sleep(0.001)  # a timer ends it and tells nobody
        return False
    if _paint(app):
        return False
    if _handling(app):
        await asyncio.sleep(0.001)  # a handler waits for a thread of Textual's own, which parses Markdown
        return False
    if isinstance(app, HuddleApp):
        app.feed.poll()  # last, since it looks at the disk
        return app.change_batch.is_empty
    return True


def _handling(app: App[Any]) -> list[MessagePump]:
    """The app, screens and widgets that are amid a message: the others wait for the next one at their queue."""
    pumps: list[MessagePump] = [app]
    for screen in app.screen_stack:
        pumps += screen.walk_children(with_self=True)
    return [
        pump
        for pump in pumps
        if pump._running and not pump._closing and pump._task is not None and not _waits_at_queue(pump)
    ]


def _waits_at_queue(pump: MessagePump) -> bool:
    filled: Any = pump._message_queue.ready_event
    return bool(filled._waiters) and not filled.is_set()


def _paint(app: App[Any]) -> bool:
    """Paints now what would be painted at the next sixtieth of a second; gives whether there was something."""
    if app._resize_event is not None:
        with app._context():
            app._check_resize()
        return True
    if app._batch_count or not _has_to_paint(app):
        return False
    # In the app's own context: where several run, the test's is that of the last one, and nothing would be painted.
    with app._context(), app.screen._context():
        app.screen._on_timer_update()
    return True


def _has_to_paint(app: App[Any]) -> bool:
    if not app.screen_stack:
        return False
    screen = app.screen
    return screen.is_running and bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )


def _pending(app: App[Any]) -> str:
    workers = [f"worker {worker.name} ({worker.group})" for worker in app.workers]
    threads = [] if not isinstance(app, HuddleApp) or app.running_calls.is_idle else ["a thread"]
    paint = ["a repaint"] if _has_to_paint(app) else []
    handling = [f"a message of {pump}" for pump in _handling(app)]
    return ", ".join([*workers, *threads, *paint, *handling])
