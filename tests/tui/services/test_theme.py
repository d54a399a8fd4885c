"""The colours of the three themes: what is written can be read, from five metres too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.color import Color
from textual.theme import Theme

from tests.conftest import Crew, FrozenClock
from tests.tui.frames import idle
from tests.tui.places import lived_in
from tui.app import HuddleApp
from tui.places import MAIN_SCREENS, OVERLAY_SCREENS
from tui.services.theme import FALLBACK_VARIABLES, PROJECTOR, THEMES

TEXT = ("dim", "ghost", "good", "late", "missed")
FIELDS = ("foreground", "accent", "secondary", "success", "warning", "error")
BACKGROUNDS = ("background", "surface", "panel")
GRAPHIC = frozenset("▁▂▃▄▅▆▇█▏▎▍▌▋▊▉▖▗▘▝▀▐▒░─│╭╮╰╯├┤┬┴┼━┃╸╺╵╷▔")
"""Signs that draw lines and areas: they are no text, and need a contrast of 3 : 1 at most."""


def contrast(one: Color, other: Color) -> float:
    """The contrast of two colours by WCAG 2.2, from 1 to 21."""

    def luminance(colour: Color) -> float:
        parts = [part / 255 for part in colour.rgb]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def least(theme: Theme) -> float:
    return 7.0 if theme is PROJECTOR else 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_colour_of_text_stands_out_from_every_background(theme: Theme) -> None:
    words = {name: theme.variables[name] for name in TEXT} | {name: getattr(theme, name) for name in FIELDS}
    behind = {name: getattr(theme, name) for name in BACKGROUNDS}
    low = {
        f"{name} on {under}": round(found, 2)
        for name, colour in words.items()
        for under, background in behind.items()
        if (found := contrast(Color.parse(colour), Color.parse(background))) < least(theme)
    }
    for colour in ("accent", "warning", "error"):
        found = contrast(Color.parse(theme.variables["on-accent"]), Color.parse(getattr(theme, colour)))
        if found < least(theme):
            low[f"on-accent on {colour}"] = round(found, 2)
    assert low == {}


def test_the_fallback_has_every_variable() -> None:
    assert all(theme.variables.keys() == FALLBACK_VARIABLES.keys() for theme in THEMES)


def painted(app: HuddleApp) -> Iterator[tuple[str, Color, Color]]:
    """Each painted text with its colour and that behind it."""
    for strip in app.screen._compositor.render_strips(app.screen.size):
        for text, style, _control in strip:
            if style is None or style.color is None or style.bgcolor is None or not text.strip():
                continue
            if not set(text.replace(" ", "")) <= GRAPHIC:
                yield text.strip(), Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_every_painted_word_can_be_read(crew: Crew, clock: FrozenClock, theme: Theme) -> None:
    lived_in(crew, clock)
    low: dict[str, float] = {}
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(120, 36)) as pilot:
        await idle(pilot)
        app.theme = theme.name
        for name in (*MAIN_SCREENS, *OVERLAY_SCREENS):
            app.action_page(name)
            await idle(pilot)
            for text, colour, background in painted(app):
                if (found := contrast(colour, background)) < least(theme):
                    low[f"{name}: {text[:30]} {colour.hex} on {background.hex}"] = round(found, 2)
            while len(app.screen_stack) > 1:
                app.pop_screen()
    assert low == {}
