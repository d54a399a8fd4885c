"""Three themes: dark, light, and one of high contrast for projectors that wash colours out.

Besides Textual's own variables each defines `$rule` (dividing lines), `$dim` (secondary text), `$ghost` (placeholders
and suggestions), `$bar` (bars of charts), `$on-accent` (text on the accent colour), and `$good`, `$late` and `$missed`
(see `tui.widgets.tone`). The contrast of text against what is behind it is at least 4.5 : 1, on the projector 7 : 1.
"""

from textual.theme import Theme

DARK = Theme(
    name="huddle-dark",
    primary="#ffb454",
    secondary="#59c2ff",
    accent="#ffb454",
    success="#95e06c",
    warning="#ffcc66",
    error="#ff8080",
    foreground="#e6e1cf",
    background="#0e131a",
    surface="#141b24",
    panel="#1b2531",
    dark=True,
    variables={
        "rule": "#2c3a4a",
        "dim": "#93a0b1",
        "ghost": "#8593a5",
        "bar": "#59c2ff",
        "on-accent": "#0e131a",
        "good": "#95e06c",
        "late": "#ff8f6b",
        "missed": "#ff8080",
    },
)

LIGHT = Theme(
    name="huddle-light",
    primary="#a24a00",
    secondary="#00629b",
    accent="#a24a00",
    success="#276a0e",
    warning="#8a5a00",
    error="#b3261e",
    foreground="#1f2430",
    background="#fcfbf8",
    surface="#f4f1ea",
    panel="#ebe6da",
    dark=False,
    variables={
        "rule": "#cfc7b8",
        "dim": "#5b616c",
        "ghost": "#5e646d",
        "bar": "#00629b",
        "on-accent": "#ffffff",
        "good": "#276a0e",
        "late": "#b3341a",
        "missed": "#a8201a",
    },
)

PROJECTOR = Theme(
    name="huddle-projector",
    primary="#ffe600",
    secondary="#00e5ff",
    accent="#ffe600",
    success="#66ff66",
    warning="#ffe600",
    error="#ff9c9c",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    dark=True,
    text_alpha=1.0,
    variables={
        "rule": "#8a8a8a",
        "dim": "#d0d0d0",
        "ghost": "#b4b4b4",
        "bar": "#00e5ff",
        "on-accent": "#000000",
        "good": "#66ff66",
        "late": "#ffb08a",
        "missed": "#ff9c9c",
    },
)

THEMES = (DARK, LIGHT, PROJECTOR)

FALLBACK_VARIABLES = {
    "rule": "#5a6472", "dim": "#93a0b1", "ghost": "#8593a5", "bar": "#59c2ff", "on-accent": "#000000",
    "good": "#95e06c", "late": "#ff8f6b", "missed": "#ff8080",
}  # fmt: skip
"""The same variables for Textual's own themes, which do not define them."""


def theme_after(name: str) -> str:
    """Return the name of the theme after the one of that name; the first after the last, and after an unknown one."""
    names = [theme.name for theme in THEMES]
    index = names.index(name) if name in names else -1
    return names[(index + 1) % len(names)]
