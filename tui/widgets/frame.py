"""The lines that frame every screen: where and when on top, the keys at the bottom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

GAP = "   "
"""Between two keys: enough to tell at five metres which word goes with which key."""


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, with an ellipsis where it had to be cut."""
    if cell_len(text) <= width:
        return text
    kept, room = "", max(0, width - 1)
    for character in text:
        if cell_len(kept + character) > room:
            break
        kept += character
    return kept.rstrip() + "…" if width > 0 else ""


def fitting(texts: Iterable[str], width: int) -> str:
    """The first of the texts that is no wider than `width` cells; else the last one."""
    found = ""
    for found in texts:
        if cell_len(found) <= width:
            break
    return found


class TopLine(Widget):
    """Words left, words right, and a rule beneath. The left ones are cut first: the time must stay."""

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
        right = cut(self.right, width // 2)
        left = cut(self.left, width - cell_len(right) - 2)
        gap = " " * (width - cell_len(left) - cell_len(right))
        return Strip(
            [
                Segment(left, self.get_component_rich_style("topline--left")),
                Segment(gap, self.rich_style),
                Segment(right, self.get_component_rich_style("topline--right")),
            ],
            width,
        )


def _wide(key: tuple[str, Binding]) -> int:
    return cell_len(f"{key[0]} {key[1].description}")


class KeyLine(Widget):
    """The keys of this screen that matter now, as many as fit whole; `?` shows the rest. Each can be clicked."""

    COMPONENT_CLASSES = {"keyline--key", "keyline--word"}
    DEFAULT_CSS = """
    KeyLine {
        height: 2;
        dock: bottom;
        padding: 0 1;
        border-top: solid $rule;
        & > .keyline--key { color: $accent; text-style: bold; }
        & > .keyline--word { color: $dim; }
    }
    """

    note: reactive[str] = reactive("", repaint=False)
    """Words at the right end: counts, where one is."""
    always: frozenset[str] = frozenset({"help"})
    """Actions whose keys are never left out for others that stand before them; the last one's is not, either."""
    ALSO: ClassVar[frozenset[str]] = frozenset()
    """Actions whose keys are shown here, though nowhere else."""

    def on_mount(self) -> None:
        self._spots: list[tuple[int, int, int, str]] = []
        self._known: list[tuple[str, Binding]] | None = None
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, _screen: object) -> None:
        self._known = None
        self.refresh()

    def watch_note(self) -> None:
        # The lines of words alone: a count changes with every card that is said.
        self.refresh(Region(0, 0, self.size.width, self.size.height))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1

    @property
    def keys(self) -> list[tuple[str, Binding]]:
        """The keys that matter now with what each is called, asked for anew when the bindings have changed."""
        if self._known is None:
            self._known = self._asked()
        return self._known

    def _asked(self) -> list[tuple[str, Binding]]:
        shown: dict[str, tuple[str, Binding]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if (binding.show or binding.action in self.ALSO) and active.enabled and binding.action not in shown:
                shown[binding.action] = (self.app.get_key_display(binding), binding)
        keys = list(shown.values())
        back = self.screen.active_bindings.get("escape")
        if [key[1].action for key in keys] == ["help"] and back is not None and back.enabled:
            # Where there is nothing to do, the way back is what one looks for.
            keys.append((self.app.get_key_display(back.binding), back.binding))
        # The way to all the others stands last, and before it the way back.
        return sorted(keys, key=lambda key: (key[1].action == "help", key[1].key == "escape"))

    def render_line(self, y: int) -> Strip:
        if y > 0:
            return Strip.blank(self.size.width, self.rich_style)
        return self._row(y, self.keys, GAP, self.note)

    def _row(self, y: int, keys: list[tuple[str, Binding]], between: str, words: str = "") -> Strip:
        """These keys in one line, with so much between them, and `words` at its right end."""
        width = self.size.width
        note = cut(words, width // 3)
        room = width - (cell_len(note) + 2 if note else 0)
        plain = self.rich_style
        key_style: Style = self.get_component_rich_style("keyline--key")
        word_style: Style = self.get_component_rich_style("keyline--word")
        segments: list[Segment] = []
        self._spots = [spot for spot in self._spots if spot[0] != y]
        always = self.always | {binding.action for _, binding in keys[-1:]}
        kept = sum(_wide(key) + len(between) for key in keys if key[1].action in always)
        at = 0
        for key in keys:
            display, binding = key
            gap = between if at else ""
            size = len(gap) + _wide(key)
            if binding.action in always:
                kept -= _wide(key) + len(between)
            if at + size + kept > room:
                continue
            segments += [
                Segment(gap, plain),
                Segment(f"{display} ", key_style),
                Segment(binding.description, word_style),
            ]
            self._spots.append((y, at + len(gap), at + size, binding.action))
            at += size
        segments += [Segment(" " * (width - at - cell_len(note)), plain), Segment(note, word_style)]
        return Strip(segments, width)

    async def on_click(self, event: events.Click) -> None:
        row = event.y - self.gutter.top
        for y, start, end, action in self._spots:
            if y == row and start <= event.x - self.styles.padding.left < end:
                await self.screen.run_action(action)
                return


class HubKeyLine(KeyLine):
    """Two lines: where one can go, each of them; below, what one can do here."""

    DEFAULT_CSS = """
    HubKeyLine { height: 3; }
    """
    ALSO = frozenset({"command_palette"})

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 2

    def render_line(self, y: int) -> Strip:
        keys = self.keys
        ways = [key for key in keys if key[1].action.startswith("go(")]
        if y > 0:
            return self._row(y, [key for key in keys if key not in ways], GAP, self.note)
        # As far apart as lets all of them be there; the digits tell one from the next.
        taken, apart = sum(map(_wide, ways)), max(1, len(ways) - 1)
        between = max(1, min(len(GAP), (self.size.width - taken) // apart))
        return self._row(y, ways, " " * between)
