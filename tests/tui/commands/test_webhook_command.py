"""`huddle webhook`, as typed in a shell."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest

from core.commitments.commitments import commit, mark_kept
from core.models import Webhook
from core.values.clock import system_clock
from tests.conftest import Crew
from tests.receiver import Receiver
from tui.cli import main


@pytest.fixture
def run(crew: Crew, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs `huddle` as a member and gives exit status, output and errors."""
    crew.clock.now = system_clock()

    def run(who: str, *words: str) -> tuple[int, str, str]:
        status = main(["--db", str(crew.path), "--as", who, *words])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def test_an_address_is_added_tried_listed_and_removed(run: Any, receiver: Receiver) -> None:
    assert run("Ana", "webhook", "list")[1].startswith("No webhooks yet.")
    status, out, _ = run("Ana", "webhook", "add", "sales", receiver.url, "--only", "minutes,wins")
    assert (status, out) == (
        0,
        "sales added: it gets minutes and wins, as plain JSON.\nTry it with: huddle webhook test sales\n",
    )
    assert run("Ana", "webhook", "test", "SALES")[1] == "✓ sales received the test: it answered 200 OK.\n"
    assert run("Ana", "webhook", "test")[1].startswith("✓ sales received the test"), "there is no other"
    run("Ana", "webhook", "add", "second", receiver.url)
    assert "Which one? There are: sales, second." in run("Ana", "webhook", "test")[2]
    run("Ana", "webhook", "remove", "second")
    out = run("Ana", "webhook", "list")[1]
    assert "minutes, wins  nothing sent yet" in out
    assert "very-secret" not in out
    (line,) = json.loads(run("Ana", "webhook", "list", "--json")[1])
    assert (line["name"], line["kind"], line["topics"], line["waiting"]) == ("sales", "json", ["minutes", "wins"], 0)
    assert "very-secret" not in line["address"]
    assert run("Ana", "webhook", "remove", "sales")[1] == "sales removed. It gets no more messages.\n"
    assert "huddle webhook add" in run("Ana", "webhook", "test", "sales")[2]
    assert "huddle webhook add" in run("Ana", "webhook", "test")[2]


def test_an_address_can_be_read_from_standard_input(crew: Crew, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("https://hooks.slack.com/services/T0/B0/very-secret\n"))
    told = run("Ana", "webhook", "add", "sales channel", "-")[1]
    assert "as Slack messages" in told
    assert "huddle webhook test 'sales channel'" in told, "it can be copied"
    assert crew.store.read(Webhook)[0].url == "https://hooks.slack.com/services/T0/B0/very-secret"


def test_sending_says_what_came_of_it(crew: Crew, run: Any, receiver: Receiver) -> None:
    run("Ana", "webhook", "add", "sales", receiver.url, "--only", "wins", "--json")
    assert run("Ana", "webhook", "send")[:2] == (0, "No messages are waiting.\n")
    crew.clock.now = system_clock()
    mark_kept(crew["Ben"], commit(crew["Ben"], "Call Kessler"))
    receiver.statuses[:] = [503, 200]
    status, out, _ = run("Ana", "webhook", "send")
    assert status == 1
    assert out.startswith("… sales: win/commitment/1, it answered 503 Service Unavailable; the next try is ")
    assert run("Ana", "webhook", "send")[1].startswith("1 message waits for its next try.")
    assert "1 waiting · it answered 503" in run("Ana", "webhook", "list")[1]
    assert run("Ana", "webhook", "send", "--again")[:2] == (0, "✓ sales: win/commitment/1\n")
    assert [message["title"] for message in receiver.got] == ["Ben kept: Call Kessler"] * 2
    assert run("Ana", "webhook", "send", "--json")[:2] == (0, "[]\n")


def test_what_cannot_be_is_a_line_on_standard_error(run: Any) -> None:
    status, out, err = run("Ben", "webhook", "list")
    assert (status, out) == (1, "")
    assert "Only the leader can set up webhooks" in err
    assert "The address must start with http or https" in run("Ana", "webhook", "add", "sales", "ftp://example.org")[2]
    assert "Choose from" in run("Ana", "webhook", "add", "sales", "https://example.org/x", "--only", "rumours")[2]
    assert run("Ana", "webhook", "add")[0] == 2
    assert run("Ana", "webhook", "add", "sales", "https://example.org/x", "--only", ",")[0] == 2
