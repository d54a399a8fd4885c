"""`huddle webhook add|list|test|remove|send`: messages to chat channels and other programs."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from shlex import quote
from typing import TYPE_CHECKING

from tui.commands.context import Context
from tui.commands.table import format_table
from tui.widgets.signs import write_sign

if TYPE_CHECKING:
    from core.access.session import Session
    from core.models import Webhook
    from core.outgoing.webhook_queue import SendResult
    from core.outgoing.webhooks import WebhookStatus


def parse_topics(text: str) -> list[str]:
    """Parse topics typed as minutes,wins,due, in lower case. Raises `ArgumentTypeError` if there is none."""
    names = [topic.strip().casefold() for topic in text.split(",") if topic.strip()]
    if not names:
        raise ArgumentTypeError("choose from minutes,wins,due")
    return names


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|list|test|remove|send")
    adding = verbs.add_parser("add", help="add an address to send messages to", allow_abbrev=False)
    adding.add_argument("name", metavar="NAME", help="its name, e.g. sales channel")
    adding.add_argument("url", metavar="URL", help="its address (secret); - reads it from standard input")
    adding.add_argument("--kind", choices=("slack", "teams", "json"), help="its format (default: by its host)")
    adding.add_argument(
        "--only", type=parse_topics, default=[], metavar="TOPICS", help="some of minutes,wins,due (default: all)"
    )
    listing = verbs.add_parser("list", help="list addresses and waiting messages", allow_abbrev=False)
    testing = verbs.add_parser("test", help="send a test message", allow_abbrev=False)
    removing = verbs.add_parser("remove", help="remove an address", allow_abbrev=False)
    testing.add_argument("name", nargs="?", metavar="NAME", help="its name (default: the only one)")
    removing.add_argument("name", metavar="NAME", help="its name in `huddle webhook list`")
    sending = verbs.add_parser(
        "send",
        help="send waiting messages now",
        description="Send waiting messages now. An open Huddle sends them on its own; without one, run this from cron.",
        allow_abbrev=False,
    )
    sending.add_argument(
        "--again", action="store_true", help="also messages that wait for another try or were given up"
    )
    for verb in (adding, listing, testing, removing, sending):
        verb.add_argument("--json", action="store_true", help="print it as JSON")


def run(args: Namespace, context: Context) -> int:
    from core.outgoing import webhooks

    session = context.session()
    match args.verb:
        case "add":
            # As an argument the address, a secret, would be in the shell's history and in lists of processes.
            url = sys.stdin.readline() if args.url == "-" else args.url
            hook = webhooks.add(session, args.name, url, kind=args.kind, topics=args.only)
            added = next(line for line in webhooks.list_statuses(session) if line.name == hook.name)
            if args.json:
                context.print_json(added)
            else:
                context.print_text(
                    f"{hook.name} added: it gets {_topic_words(added.topics)}, as {KIND_NAMES[hook.kind]}."
                )
                context.print_text(f"Try it with: huddle webhook test {quote(hook.name)}")
        case "list":
            lines = webhooks.list_statuses(session)
            if args.json:
                context.print_json(lines)
            elif lines:
                context.print_text(format_table(_row(session, line) for line in lines))
            else:
                context.print_text("No webhooks yet. Add one with: huddle webhook add NAME URL")
        case "test":
            hook = _only_webhook(session) if args.name is None else webhooks.find(session, args.name)
            words = webhooks.send_test(session, hook)
            if args.json:
                context.print_json({"webhook": hook.name, "taken": True, "words": words})
            else:
                context.print_text(f"{write_sign('✓')} {hook.name} received the test: {words}.")
        case "remove":
            hook = webhooks.remove(session, webhooks.find(session, args.name))
            if args.json:
                context.print_json({"webhook": hook.name, "ended_on": hook.ended_on})
            else:
                context.print_text(f"{hook.name} removed. It gets no more messages.")
        case "send":
            return _send(args, context)
    return 0


def _only_webhook(session: Session) -> Webhook:
    """Return the team's only webhook. Raises `HuddleError` if there is none, or more than one."""
    from core.errors import HuddleError
    from core.outgoing import webhooks

    hooks = webhooks.list_webhooks(session)
    if not hooks:
        raise HuddleError("No webhooks yet. Add one with: huddle webhook add NAME URL")
    if len(hooks) > 1:
        raise HuddleError(f"Which one? There are: {', '.join(hook.name for hook in hooks)}.")
    return hooks[0]


def _send(args: Namespace, context: Context) -> int:
    """Send what waits. The exit status is 1 if a message was not accepted, so that cron reports it."""
    from core.outgoing import webhooks
    from core.values.text import format_count, noun_for

    session = context.session()
    deliveries = webhooks.send_now(session, again=args.again)
    if args.json:
        context.print_json(deliveries)
    for delivery in () if args.json else deliveries:
        context.print_text(_delivery_line(session, delivery))
    if not deliveries and not args.json:
        waiting = sum(line.waiting for line in webhooks.list_statuses(session))
        hint = "Send it now with: huddle webhook send --again"
        wait = f"{format_count(waiting, 'message')} {noun_for(waiting, 'waits for its', 'wait for their')}"
        context.print_text(f"{wait} next try. {hint}" if waiting else "No messages are waiting.")
    return 0 if all(delivery.is_accepted for delivery in deliveries) else 1


KIND_NAMES = {"slack": "Slack messages", "teams": "Teams cards", "json": "plain JSON"}
"""What a webhook of each kind is sent, in words."""


def _topic_words(topics: tuple[str, ...]) -> str:
    from core.values.text import join_words

    names = ["what is due" if topic == "due" else topic for topic in topics]
    return join_words(names)


def _delivery_line(session: Session, delivery: SendResult) -> str:
    if delivery.is_accepted:
        return f"{write_sign('✓')} {delivery.webhook}: {delivery.key}"
    if delivery.next_try_at is None:
        return f"{write_sign('✗')} {delivery.webhook}: {delivery.key}, {delivery.text}"
    next_try = _local_time(session, delivery.next_try_at)
    return f"… {delivery.webhook}: {delivery.key}, {delivery.text}; the next try is {next_try}"


def _row(session: Session, line: WebhookStatus) -> tuple[str, ...]:
    waiting = f"{line.waiting} waiting" if line.waiting else ""
    given_up = f"{line.given_up} given up" if line.given_up else ""
    last = f"last {_local_time(session, line.last_sent_at)}" if line.last_sent_at else "nothing sent yet"
    state = " · ".join(filter(None, (last, waiting, given_up, line.error)))
    return line.name, line.kind, line.address, ", ".join(line.topics), state


def _local_time(session: Session, moment: str) -> str:
    """Return a moment in local time: `14:05` today, else with its day."""
    from core.values.clock import parse_timestamp
    from core.values.periods import format_day

    at = parse_timestamp(moment, session.now)
    return f"{at:%H:%M}" if at.date() == session.today else f"{format_day(at.date(), session.today)} {at:%H:%M}"
