"""What each kind of address is sent: people's words as text, whatever they typed."""

from __future__ import annotations

import json

import pytest

from core.models import WebhookKind
from core.outgoing.webhook_payloads import MAX_LINES, Message, format_payload

TYPED = "*bold* <!channel> [a](http://b) & `code` _x_"

MESSAGE = Message("minutes/14", "minutes", f"Team {TYPED}", (TYPED, "Ben hosts next"), (("Took part", "4 of 5"),))


def test_plain_json_is_what_a_program_wants() -> None:
    assert json.loads(format_payload("json", MESSAGE)) == {
        "from": "huddle",
        "about": "minutes",
        "key": "minutes/14",
        "title": f"Team {TYPED}",
        "lines": [TYPED, "Ben hosts next"],
        "facts": {"Took part": "4 of 5"},
    }


def test_slack_takes_no_markup_and_no_mention_from_anybody() -> None:
    told = json.loads(format_payload("slack", MESSAGE))
    assert "<" not in told["text"]
    assert "&lt;!channel&gt;" in told["text"]
    head, facts, *lines = told["blocks"]
    assert head == {"type": "header", "text": {"type": "plain_text", "text": f"Team {TYPED}", "emoji": False}}
    assert [field["text"] for field in facts["fields"]] == ["Took part: 4 of 5"]
    assert [line["text"]["text"] for line in lines] == [TYPED, "Ben hosts next"]
    assert {line["text"]["type"] for line in lines} == {"plain_text"}


def test_slack_is_sent_no_more_than_it_takes() -> None:
    told = json.loads(format_payload("slack", Message("x", "wins", "w" * 400, ("y" * 4000,) * 60, (("a", "b"),) * 20)))
    assert len(told["blocks"]) <= 50
    assert len(told["blocks"][0]["text"]["text"]) == 150
    assert len(told["blocks"][1]["fields"]) == 10
    assert len(told["blocks"][2]["text"]["text"]) == 3000


def test_teams_is_sent_an_adaptive_card_without_markdown() -> None:
    told = json.loads(format_payload("teams", MESSAGE))
    (attachment,) = told["attachments"]
    assert (told["type"], attachment["contentType"]) == ("message", "application/vnd.microsoft.card.adaptive")
    card = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
    texts = [run["text"] for block in card["body"] for run in block["inlines"]]
    assert texts == [f"Team {TYPED}", "Took part: 4 of 5", TYPED, "Ben hosts next"]


@pytest.mark.parametrize("kind", ["slack", "teams", "json"])
def test_a_long_list_says_how_much_more_there_is(kind: WebhookKind) -> None:
    told = format_payload(
        kind, Message("due/x", "due", "Due", tuple(f"line {n} {'x' * 500}" for n in range(MAX_LINES + 3)))
    )
    assert "and 3 more" in told
    assert f"line {MAX_LINES - 1} " in told
    assert f"line {MAX_LINES} " not in told
    assert len(told.encode()) < 28_000
