"""Actions of the one-on-one screen: on the row under the cursor, and on the talk."""

from __future__ import annotations

from collections.abc import Callable

from core.commitments import commitments
from core.commitments.permissions import may_answer
from core.conversations import conversations, one_on_one
from core.conversations.one_on_one_page import OneOnOnePage
from core.models import Conversation, Member, Point
from core.values import input_parsing
from core.values.periods import format_due
from tui.dialogs.action_choice import choose_action
from tui.dialogs.commitment_answers import ask_next_step
from tui.dialogs.list import ListScreen
from tui.dialogs.prompt_helper import ask_line
from tui.one_on_one.forms import adjust_form, finish_form, help_form
from tui.one_on_one.lines import OneOnOneLine, OneOnOneLines, earlier_talk_picks
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen

AGENDA_HINT = "You both see it. It stays on the agenda until it is marked done."
NEXT_DATE_HINT = "e.g. friday, 30 Nov or +14"


class OneOnOneActions:
    """What the keys of the one-on-one screen do, and when each is offered."""

    def __init__(
        self,
        screen: HuddleScreen,
        *,
        member: Callable[[], Member],
        lines: Callable[[], OneOnOneLines | None],
        selected: Callable[[], OneOnOneLine],
    ) -> None:
        """`screen` runs the changes and opens the dialogs.

        `member` returns the other person in the one-on-one, `lines` what the screen shows, or None where the viewer may
        not see it, and `selected` what the row under the cursor is about.
        """
        self._screen = screen
        self._member = member
        self._lines = lines
        self._selected = selected

    def table(self) -> ActionTable:
        """Return the actions by the names that the bindings of the screen use."""
        return {
            "great": Action(self._mark_great, lambda: self._selected().card is not None and self._leads),
            "adjust": Action(self._adjust, lambda: self._selected().card is not None),
            "keep": Action(self._confirm_help, self._can_confirm_help),
            "miss": Action(self._deny_help, self._can_confirm_help),
            "add": Action(self._choose_what_to_add, self._has_page),
            "done": Action(self._toggle_done, self._can_toggle_done),
            "begin": Action(self._begin, self._can_begin),
            "finish": Action(self._finish, lambda: self._talk is not None and self._talk.status == "open"),
            "next": Action(self._ask_next_date, self._has_page),
            "earlier": Action(self._open_earlier, lambda: bool(self._page and self._page.last_conversation)),
            "page": Action(self._open_member_page, self._has_page),
        }

    @property
    def _page(self) -> OneOnOnePage | None:
        lines = self._lines()
        return lines.page if lines is not None else None

    @property
    def _talk(self) -> Conversation | None:
        """The talk that is planned or open."""
        return self._page.conversation if self._page is not None else None

    @property
    def _leads(self) -> bool:
        """Whether the viewer is the leader of this one-on-one."""
        return self._page is not None and self._screen.session.viewer.is_member(self._page.leader.id)

    def _has_page(self) -> bool:
        return self._page is not None

    # -- cards and help

    def _mark_great(self) -> None:
        if (card := self._selected().card) is not None:

            def ask_help(_point: Point) -> None:
                self._screen.app.push_screen(help_form(self._screen.session, self._member(), card=card))

            self._screen.run_change(one_on_one.mark_great, self._screen.session, self._member(), card, then=ask_help)

    def _adjust(self) -> None:
        if (card := self._selected().card) is not None:
            height = self._screen.app.size.height
            self._screen.app.push_screen(adjust_form(self._screen.session, self._member(), card, height))

    def _offer_or_request_help(self) -> None:
        line = self._selected()
        request = line.point if line.help and line.help.commitment is None else None
        self._screen.app.push_screen(help_form(self._screen.session, self._member(), card=line.card, request=request))

    def _can_confirm_help(self) -> bool:
        promise = self._selected().promise
        return promise is not None and promise.status == "open" and may_answer(self._screen.session, promise)

    def _confirm_help(self) -> None:
        if (promise := self._selected().promise) is not None:
            self._screen.run_change(commitments.mark_kept, self._screen.session, promise)

    def _deny_help(self) -> None:
        if (promise := self._selected().promise) is not None:
            ask_next_step(self._screen, promise)

    # -- agenda and notes

    def _choose_what_to_add(self) -> None:
        choose_action(
            self._screen,
            "What do you want to add?",
            [
                ("Agenda item", self._ask_agenda),
                ("Promise help" if self._leads else "Ask for help", self._offer_or_request_help),
                ("Private note", self._ask_note),
            ],
        )

    def _ask_note(self) -> None:
        ask_line(
            self._screen,
            "Private note",
            lambda text: one_on_one.add_own_note(self._screen.session, self._member(), text),
            hint="Sealed: only you can open it.",
            is_private=True,
        )

    def _ask_agenda(self) -> None:
        ask_agenda_point(self._screen, self._member(), "Add to the agenda")

    def _can_toggle_done(self) -> bool:
        """Return whether the viewer may mark the row as done; promised help only by its giver, while it is open."""
        line = self._selected()
        if line.point is None or line.point.kind == "note":
            return False
        return line.promise is None or (self._leads and line.promise.status == "open")

    def _toggle_done(self) -> None:
        if (point := self._selected().point) is not None:
            self._screen.run_change(conversations.mark_point_done, self._screen.session, point, done=not point.done)

    # -- the talk

    def _can_begin(self) -> bool:
        return self._page is not None and (self._talk is None or self._talk.status == "planned")

    def _begin(self) -> None:
        self._screen.run_change(one_on_one.begin, self._screen.session, self._member())

    def _finish(self) -> None:
        session = self._screen.session

        def confirm(talk: Conversation | None) -> None:
            if talk is not None:
                coming = f" Next one: {format_due(talk.next_on, session.today)}." if talk.next_on else ""
                self._screen.notify(f"One-on-one saved.{coming}", markup=False)

        if self._talk is not None:
            self._screen.app.push_screen(finish_form(session, self._member(), self._talk), confirm)

    def _ask_next_date(self) -> None:
        ask_next_date(self._screen, self._member(), "When is your next one-on-one?")

    def _open_earlier(self) -> None:
        lines = self._lines()
        if lines is not None:
            name = lines.other_name
            self._screen.app.push_screen(
                ListScreen(
                    lambda: (f"Earlier one-on-ones with {name}", earlier_talk_picks(self._screen.session, lines.page)),
                    empty="No earlier one-on-ones.",
                )
            )

    def _open_member_page(self) -> None:
        if self._page is not None:
            self._screen.app.navigation.open_overlay("page", self._page.member)


def ask_agenda_point(screen: HuddleScreen, member: Member, question: str) -> None:
    """Ask what the viewer wants to talk about with `member`, and put it on the agenda of their next talk."""
    ask_line(screen, question, lambda text: one_on_one.add_to_agenda(screen.session, member, text), hint=AGENDA_HINT)


def ask_next_date(screen: HuddleScreen, member: Member, question: str) -> None:
    """Ask when the viewer and `member` meet next, and plan it."""

    def plan(text: str) -> Conversation:
        session = screen.session
        return one_on_one.plan(session, member, input_parsing.parse_day(text, session.today))

    ask_line(screen, question, plan, hint=NEXT_DATE_HINT)
