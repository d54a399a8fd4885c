"""Minutes as a page: the same as they were, of itself alone, and a browser's to print."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from core.commitments.commitments import commit, mark_kept, mark_missed
from core.goals.goals import set_goal
from core.meeting import cards, lifecycle, trends
from core.metrics.entries import log_entry
from core.metrics.metrics import add_metric
from core.metrics.targets import set_target
from core.outgoing.minutes import build_minutes, format_minutes_json
from core.outgoing.minutes_html import format_minutes_html
from core.outgoing.minutes_markdown import format_minutes_markdown
from core.outgoing.minutes_model import Minutes
from core.values.periods import period_containing
from data.models import Outcome
from tests.conftest import Crew

GOLDEN = Path(__file__).with_name("golden")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

TYPED = (
    '<script>alert("x")</script>',
    "</title></style><img src=x onerror=alert(1)>",
    "“quotes” & 'quotes' & \"quotes\"",
    "שלום עולם, מחר בעשר",
    "Kaffee ☕ 👩‍💻 für 🇩🇪",
    "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente" * 4,
    "{{ m.team }} {% raw %}",
)
"""What people may type, and a page has to show letter by letter."""


@pytest.fixture
def told(crew: Crew) -> Minutes:
    """The minutes of a meeting in which everything happened that minutes tell of."""
    ana, ben, jon, lea = (crew[name] for name in ("Ana", "Ben", "Jon", "Lea"))
    set_goal(ana, "Twelve new customers in the Ruhr territory", due=date(2027, 3, 31))
    missed, tidied = commit(lea, "Two referrals a week"), commit(ben, "Tidy the CRM")
    calls = add_metric(ana, "calls", unit="calls")
    revenue = add_metric(ana, "won revenue", unit="EUR", scale=2)
    for day, amounts in ((5, (11, 14, 9)), (12, (12, 20, 10)), (26, (9, 25, 7))):
        for s, amount in zip((ben, jon, lea), amounts, strict=True):
            log_entry(s, calls, amount, day=date(2026, 10, day))
    log_entry(jon, calls, 44, day=date(2026, 11, 16))
    log_entry(lea, revenue, 4_250_000, day=date(2026, 11, 2))
    log_entry(ben, revenue, 3_100_050, day=date(2026, 11, 9))
    quarter = period_containing(ana.today, "quarter")
    for name, amount in (("Ben", 60), ("Jon", 100), ("Lea", 80)):
        set_target(ana, calls, amount, member=crew.members[name], period=quarter)
    lifecycle.start_meeting(ana)
    lifecycle.set_attendance(ana, crew.members["Lea"], False)
    board = cards.find_board(ana, "wins")
    big = cards.add_card(ben, board, "Kessler signed for three years")
    cards.add_card(jon, board, "First answer from Wagner")
    mark_kept(ben, tidied)
    mark_missed(lea, missed, "Ask right after the signature")
    lifecycle.move_to_stage(ana, "collect")
    board = cards.find_board(ana)
    old = [
        cards.add_card(s, board, text) for s, text in ((jon, "Call five lapsed customers"), (ben, "Look at old offers"))
    ]
    new = [
        cards.add_card(s, board, text) for s, text in ((ben, "Two visits a week"), (jon, "Ask for one introduction"))
    ]
    for text in TYPED:
        cards.add_card(jon, board, text)
    lifecycle.move_to_stage(ana, "trends")
    trends.new_trend(ana, board, "Old customers", old)
    trends.new_trend(ana, board, "New <b>customers</b>", new)
    lifecycle.move_to_stage(ana, "commit")
    promise = commit(jon, "Call five", metric=calls, amount=5, every="week", weekday=1, due=date(2026, 11, 30))
    commit(ben, "Two visits a week at lapsed customers", every="week")
    commit(ana, "Offers within a day", team=True)
    lifecycle.move_to_stage(ana, "hurdles")
    board = cards.find_board(ana, "hurdles")
    hurdles = [
        cards.add_card(jon, board, text) for text in ("Pricing takes a week", "No list of old customers", "Rain")
    ]
    with ana.change("hurdle.solved") as change:
        change.update(big, big=True)
        change.insert(Outcome(card_id=hurdles[0].id, ours=False, addressee="Finance", decided_at=ana.timestamp))
        change.insert(Outcome(card_id=hurdles[1].id, commitment_id=promise.id, decided_at=ana.timestamp))
    lifecycle.close_meeting(ana, next_day=date(2026, 11, 30))
    return build_minutes(crew.room)


@pytest.mark.parametrize("write", [format_minutes_markdown, format_minutes_html, format_minutes_json])
def test_the_same_minutes_are_the_same_file(told: Minutes, write: Callable[[Minutes], str]) -> None:
    """After a change that is meant, write the files anew with HUDDLE_GOLDEN=1 and look at the difference."""
    path = GOLDEN / f"minutes.{write.__name__.removeprefix('format_minutes_').replace('markdown', 'md')}"
    if os.environ.get("HUDDLE_GOLDEN") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(write(told), encoding="utf-8")
    assert write(told) == path.read_text(encoding="utf-8")


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def test_people_s_text_is_text_on_the_page(told: Minutes) -> None:
    page = Page(format_minutes_html(told))
    assert page.open == []
    for text in TYPED:
        assert text in page.text
    assert not {"script", "img", "b", "iframe", "link", "a"} & {tag for tag, _ in page.tags}
    assert "New <b>customers</b>" in page.text


def test_a_page_asks_for_nothing_and_runs_nothing(told: Minutes) -> None:
    text = format_minutes_html(told)
    page = Page(text)
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "href", "style", "action")]
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    assert "url(" not in style[1]
    assert "@import" not in style[1]
    allowed = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    (policy,) = [a["content"] for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy == f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"


def test_a_meeting_of_nothing_is_a_page_too(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    page = Page(format_minutes_html(build_minutes(crew.room)))
    assert "still open" in page.text
    assert "Numbers" not in page.text


@pytest.mark.process
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
def test_a_browser_shows_and_prints_it(told: Minutes, tmp_path: Path) -> None:
    page = tmp_path / "minutes.html"
    page.write_text(format_minutes_html(told), encoding="utf-8")
    assert CHROMIUM
    flags = (
        "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        f"--user-data-dir={tmp_path / 'browser'}", "--window-size=390,844",
    )  # fmt: skip

    def browse(*words: str) -> str:
        done = subprocess.run(
            [CHROMIUM, *flags, *words, page.as_uri()], capture_output=True, text=True, timeout=120, check=True
        )
        return done.stdout

    shown = browse("--dump-dom")
    assert "Kessler signed for three years" in shown
    assert "<script" not in shown
    browse(f"--print-to-pdf={tmp_path / 'minutes.pdf'}", "--no-pdf-header-footer")
    assert (tmp_path / "minutes.pdf").read_bytes().startswith(b"%PDF")
