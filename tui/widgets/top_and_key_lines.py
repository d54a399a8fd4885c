"""The top line and the key line of every screen, and helpers to fit text into cells."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui import keymap

LAST_ACTIONS = ("help", "options", "menu")
"""Actions whose keys end the key line, in this order, and are never left out."""

GAP = "   "
"""Between two keys: wide enough to see from five metres which word belongs to which key."""


def truncate(text: str, width: int) -> str:
    """Return `text` in at most `width` cells, with an ellipsis if it was cut."""
    if cell_len(text) <= width:
        return text
    result, room = "", max(0, width - 1)
    for character in text:
        if cell_len(result + character) > room:
            break
        result += character
    return result.rstrip() + "…" if width > 0 else ""


def first_that_fits(texts: Iterable[str], width: int) -> str:
    """Return the first of the texts that is no wider than `width` cells, else the last; empty without texts."""
    text = ""
    for text in texts:
        if cell_len(text) <= width:
            break
    return text


class TopLine(Widget):
    """A line with text at the left and right, above a rule. The left text is cut first: the time must stay."""

    COMPONENT_CLASSES = {"topline--left", "topline--right"}
    DEFAULT_CSS = """
    TopLine {
        height: 2;
        padding: 0 1;
        border-bottom: solid $rule;
        & > .topline--left { color: $accent; text-style: bold; }
        & > .topline--right { color: $dim; }
    }
    """

    left: reactive[str] = reactive("")
    right: reactive[str] = reactive("")

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y > 0:
            return Strip.blank(width, self.rich_style)
        right = truncate(self.right, width // 2)
        left = truncate(self.left, width - cell_len(right) - 2)
        gap = " " * (width - cell_len(left) - cell_len(right))
        return Strip(
            [
                Segment(left, self.get_component_rich_style("topline--left")),
                Segment(gap, self.rich_style),
                Segment(right, self.get_component_rich_style("topline--right")),
            ],
            width,
        )


def _key_width(key: tuple[str, Binding]) -> int:
    return cell_len(f"{key[0]} {key[1].description}")


def _rank_at_end(action: str) -> int:
    """Return where an action stands at the end of the key line, from 1; 0 for all others."""
    return LAST_ACTIONS.index(action) + 1 if action in LAST_ACTIONS else 0


class KeyLine(Widget):
    """The keys of the screen that are available now, as many as fit; Options and the Menu have the rest.
    Each can be clicked.

    `with_places` puts the keys that lead to other screens on a line of their own, above the other keys.
    """

    COMPONENT_CLASSES = {"keyline--key", "keyline--word"}
    DEFAULT_CSS = """
    KeyLine {
        height: 2;
        dock: bottom;
        padding: 0 1;
        border-top: solid $rule;
        &.-with-places { height: 3; }
        & > .keyline--key { color: $accent; text-style: bold; }
        & > .keyline--word { color: $dim; }
    }
    """

    note: reactive[str] = reactive("", repaint=False)
    """Text at the right end, such as a count or a position."""
    always_shown: frozenset[str] = frozenset(LAST_ACTIONS)
    """Actions whose keys are never left out for earlier ones; neither is the last key."""

    def __init__(self, *, with_places: bool = False) -> None:
        super().__init__(classes="-with-places" if with_places else None)
        self._with_places = with_places

    def on_mount(self) -> None:
        self._spots: list[tuple[int, int, int, str]] = []
        self._cached_keys: list[tuple[str, Binding]] | None = None
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, _screen: object) -> None:
        self._cached_keys = None
        self.refresh()

    def watch_note(self) -> None:
        # Only the text, not the border: a count changes with every card.
        self.refresh(Region(0, 0, self.size.width, self.size.height))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 2 if self._with_places else 1

    @property
    def keys(self) -> list[tuple[str, Binding]]:
        """The available keys as (display, binding); read again when the bindings have changed."""
        if self._cached_keys is None:
            self._cached_keys = self._read_keys()
        return self._cached_keys

    def _read_keys(self) -> list[tuple[str, Binding]]:
        shown: dict[str, tuple[str, Binding]] = {}
        types_on = getattr(self.screen, "types_on", False)
        has_options = False
        active_bindings = self.screen.active_bindings
        for active in active_bindings.values():
            binding = active.binding
            has_options |= active.enabled and keymap.is_option(binding)
            if types_on and keymap.types_character(binding.key):
                continue
            is_place = self._with_places and binding.action.startswith("go(")
            if (binding.show or is_place) and active.enabled and binding.action not in shown:
                shown[binding.action] = (self.app.get_key_display(binding), binding)
        if not has_options:
            shown.pop("options", None)
        if "menu" not in shown:
            # While characters are typed: the keys that work there.
            for action, key in (("help", "f1"), ("menu", "ctrl+p")):
                other = active_bindings.get(key)
                if other is not None and other.binding.action == action:
                    shown[action] = (self.app.get_key_display(other.binding), other.binding)
        keys = list(shown.values())
        back = active_bindings.get("escape")
        if not [key for key in keys if key[1].action not in LAST_ACTIONS] and back is not None and back.enabled:
            # Without any other action, show the key that leads back.
            keys.append((self.app.get_key_display(back.binding), back.binding))
        return sorted(keys, key=lambda key: (_rank_at_end(key[1].action), key[1].key == "escape"))

    def render_line(self, y: int) -> Strip:
        if self._with_places:
            return self._line_with_places(y)
        if y > 0:
            return Strip.blank(self.size.width, self.rich_style)
        return self._row(y, self.keys, GAP, self.note)

    def _line_with_places(self, y: int) -> Strip:
        """Return line 0, the keys of the places, or line 1, the other keys."""
        places = sorted((key for key in self.keys if key[1].action.startswith("go(")), key=lambda key: key[1].key)
        if y > 0:
            return self._row(y, [key for key in self.keys if key not in places], GAP, self.note)
        # As far apart as lets all of them fit; the digits still separate them when close.
        taken, gaps = sum(map(_key_width, places)), max(1, len(places) - 1)
        between = max(1, min(len(GAP), (self.size.width - taken) // gaps))
        return self._row(y, places, " " * between)

    def _row(self, y: int, keys: list[tuple[str, Binding]], between: str, words: str = "") -> Strip:
        """Return a line of these keys with `between` between them and `words` at its right end."""
        width = self.size.width
        note = truncate(words, width // 3)
        room = width - (cell_len(note) + 2 if note else 0)
        plain = self.rich_style
        key_style: Style = self.get_component_rich_style("keyline--key")
        word_style: Style = self.get_component_rich_style("keyline--word")
        segments: list[Segment] = []
        self._spots = [spot for spot in self._spots if spot[0] != y]
        always = self.always_shown | {binding.action for _, binding in keys[-1:]}
        reserved = sum(_key_width(key) + len(between) for key in keys if key[1].action in always)
        x = 0
        for key in keys:
            display, binding = key
            gap = between if x else ""
            size = len(gap) + _key_width(key)
            if binding.action in always:
                reserved -= _key_width(key) + len(between)
            if x + size + reserved > room:
                continue
            segments += [
                Segment(gap, plain),
                Segment(f"{display} ", key_style),
                Segment(binding.description, word_style),
            ]
            self._spots.append((y, x + len(gap), x + size, binding.action))
            x += size
        segments += [Segment(" " * (width - x - cell_len(note)), plain), Segment(note, word_style)]
        return Strip(segments, width)

    async def on_click(self, event: events.Click) -> None:
        row = event.y - self.gutter.top
        for y, start, end, action in self._spots:
            if y == row and start <= event.x - self.styles.padding.left < end:
                await self._run(action)
                return

    async def _run(self, action: str) -> None:
        """Carry out an action on the widget, the screen or the app that it belongs to."""
        for active in self.screen.active_bindings.values():
            if active.binding.action == action and active.enabled:
                await self.app.run_action(action, active.node)
                return
