"""A form is stored once, however often enter is pressed."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest
from textual.events import Key

from core.metrics import entries, metrics
from core.models import Entry
from core.values.periods import period_containing
from tests.conftest import Crew
from tests.tui.frames import idle, until
from tui.app import HuddleApp
from tui.dialogs.form import FormScreen
from tui.widgets.form import Form


def press_at_once(app: HuddleApp, times: int) -> None:
    """Presses enter so often that the next is there before the one before is answered."""
    for _ in range(times):
        app.post_message(Key("enter", "\r"))


async def test_enter_pressed_again_while_it_is_stored_logs_once(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    log_entry, may_store = entries.log_entry, Event()
    send, sent = FormScreen.on_form_submitted, []

    def count(form: FormScreen, event: Form.Submitted) -> None:
        sent.append(event)
        send(form, event)

    def store_late(*args: Any, **kwargs: Any) -> Entry:
        may_store.wait(60)
        return log_entry(*args, **kwargs)

    monkeypatch.setattr(FormScreen, "on_form_submitted", count)
    monkeypatch.setattr(entries, "log_entry", store_late)
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("l", *"7 calls")
        press_at_once(app, 3)
        await until(pilot, lambda: len(sent) == 3)
        may_store.set()
        await idle(pilot)
        assert len(app.screen_stack) == 1
    quarter = period_containing(crew["Ben"].today, "quarter")
    listed = entries.list_entries(crew["Ben"], calls, crew.members["Ben"], quarter)
    assert [entry.amount for entry in listed] == [7]


async def test_what_was_refused_can_be_sent_again(crew: Crew) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("l", *"7 cals")
        press_at_once(app, 2)
        await idle(pilot)
        await pilot.press("backspace", "l", "s", "enter")
        await idle(pilot)
    quarter = period_containing(crew["Ben"].today, "quarter")
    assert len(entries.list_entries(crew["Ben"], calls, crew.members["Ben"], quarter)) == 1
