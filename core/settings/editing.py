"""Makes the settings file, for who has none yet."""

from __future__ import annotations

from pathlib import Path

from core.errors import HuddleError
from core.settings.settings import commented_file
from data.file_modes import write_private_file


def make_settings_file(path: Path) -> None:
    """Make the file with every setting in a comment, unless it is there. Raises `HuddleError` if it cannot be made."""
    if path.exists():
        return
    try:
        write_private_file(path, commented_file())
    except (OSError, ValueError) as error:
        raise HuddleError(f"The settings file {path} cannot be made ({error}). Name another with --config.") from error
