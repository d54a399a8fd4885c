"""`huddle webhook add|list|test|remove|send`: what is told where the team talks."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from shlex import quote
from typing import TYPE_CHECKING

from tui.commands.context import Context
from tui.commands.table import table

if TYPE_CHECKING:
    from core.models import Webhook
    from core.outbox import Sent
    from core.session import Session
    from core.webhooks import Line


def topics(text: str) -> list[str]:
    """Topics typed as minutes,wins,due."""
    found = [topic.strip().casefold() for topic in text.split(",") if topic.strip()]
    if not found:
        raise ArgumentTypeError("say of what: minutes,wins,due")
    return found


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|list|test|remove|send")
    adding = verbs.add_parser("add", help="tell an address what happens from now on", allow_abbrev=False)
    adding.add_argument("name", metavar="NAME", help="what you call it: sales channel")
    adding.add_argument("url", metavar="URL", help="its address, a secret; - reads it from standard input")
    adding.add_argument("--kind", choices=("slack", "teams", "json"), help="what it understands (its host tells)")
    adding.add_argument("--only", type=topics, default=[], metavar="TOPICS", help="some of minutes,wins,due (all)")
    listing = verbs.add_parser("list", help="the addresses, and what waits for them", allow_abbrev=False)
    testing = verbs.add_parser("test", help="send a message that says nothing but that it arrives", allow_abbrev=False)
    removing = verbs.add_parser("remove", help="tell an address nothing any more", allow_abbrev=False)
    testing.add_argument("name", nargs="?", metavar="NAME", help="its name (default: where there is one, that one)")
    removing.add_argument("name", metavar="NAME", help="its name in `huddle webhook list`")
    sending = verbs.add_parser(
        "send",
        help="send now what waits, and say what came of it",
        description="Sends now what waits, and says what came of it. An open Huddle does so by itself; where none is "
        "open, let cron call this.",
        allow_abbrev=False,
    )
    sending.add_argument("--again", action="store_true", help="also what waits for its next try, or was given up")
    for verb in (adding, listing, testing, removing, sending):
        verb.add_argument("--json", action="store_true", help="print it as JSON")


def run(args: Namespace, context: Context) -> int:
    from core import webhooks

    s = context.session()
    match args.verb:
        case "add":
            # Given as a word it stays in the shell's history, and is seen by whoever lists processes.
            url = sys.stdin.readline() if args.url == "-" else args.url
            hook = webhooks.add(s, args.name, url, kind=args.kind, only=args.only)
            told = next(line for line in webhooks.overview(s) if line.name == hook.name)
            if args.json:
                context.json(told)
            else:
                context.out(f"{hook.name} is told of {_words(told.topics)} from now on, as {KINDS[hook.kind]}.")
                context.out(f"Try it with: huddle webhook test {quote(hook.name)}")
        case "list":
            found = webhooks.overview(s)
            if args.json:
                context.json(found)
            elif found:
                context.out(table(_row(s, line) for line in found))
            else:
                context.out("Nothing goes out yet. Add where your team talks with: huddle webhook add NAME URL")
        case "test":
            hook = _the_one(s) if args.name is None else webhooks.find(s, args.name)
            words = webhooks.try_out(s, hook)
            if args.json:
                context.json({"webhook": hook.name, "taken": True, "words": words})
            else:
                context.out(f"✓ {hook.name} took the test: {words}.")
        case "remove":
            hook = webhooks.remove(s, webhooks.find(s, args.name))
            if args.json:
                context.json({"webhook": hook.name, "ended_on": hook.ended_on})
            else:
                context.out(f"{hook.name} is told nothing any more.")
        case "send":
            return _send(args, context)
    return 0


def _the_one(s: Session) -> Webhook:
    """The only address there is."""
    from core import webhooks
    from core.errors import HuddleError

    there = webhooks.webhooks(s)
    if not there:
        raise HuddleError("Nothing goes out yet. Add where your team talks with: huddle webhook add NAME URL")
    if len(there) > 1:
        raise HuddleError(f"Which one? There are: {', '.join(hook.name for hook in there)}.")
    return there[0]


def _send(args: Namespace, context: Context) -> int:
    """Status 1 where something was not taken, so that cron tells of it."""
    from core import webhooks

    s = context.session()
    sent = webhooks.send_now(s, again=args.again)
    if args.json:
        context.json(sent)
    for one in () if args.json else sent:
        context.out(_came_of(s, one))
    if not sent and not args.json:
        waiting = sum(line.waiting for line in webhooks.overview(s))
        hint = "Send it nevertheless with: huddle webhook send --again"
        wait = "1 message waits for its" if waiting == 1 else f"{waiting} messages wait for their"
        context.out(f"{wait} next try. {hint}" if waiting else "Nothing waits to be sent.")
    return 0 if all(one.taken for one in sent) else 1


KINDS = {"slack": "Slack messages", "teams": "Teams cards", "json": "plain JSON"}


def _words(topics: tuple[str, ...]) -> str:
    names = ["what is due" if topic == "due" else topic for topic in topics]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _came_of(s: Session, one: Sent) -> str:
    if one.taken:
        return f"✓ {one.webhook}: {one.key}"
    if one.next_try_at is None:
        return f"✗ {one.webhook}: {one.key}, {one.words}"
    return f"… {one.webhook}: {one.key}, {one.words}; the next try is {_at(s, one.next_try_at)}"


def _row(s: Session, line: Line) -> tuple[str, ...]:
    waits = f"{line.waiting} waiting" if line.waiting else ""
    given_up = f"{line.given_up} given up" if line.given_up else ""
    last = f"last {_at(s, line.last_sent_at)}" if line.last_sent_at else "nothing sent yet"
    state = " · ".join(filter(None, (last, waits, given_up, line.error)))
    return line.name, line.kind, line.address, ", ".join(line.topics), state


def _at(s: Session, moment: str) -> str:
    """`14:05` today, else with its day."""
    from core.clock import from_moment

    at = from_moment(moment, s.now)
    return f"{at:%H:%M}" if at.date() == s.today else f"{at.day} {at:%b %H:%M}"
