"""Who may say by which login of the computer a member is known: with it somebody is them, and is asked nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.access.session import Session
from core.errors import HuddleError
from core.team.passphrases import find_claimed

if TYPE_CHECKING:
    from core.models import Member


def require_login(session: Session, login: object, owner: Member | None) -> None:
    """Raise `HuddleError` unless this may become the login of `owner`, or of somebody new: another member has it, or
    the owner has a passphrase and does not act, so that it is theirs to say. None is no login."""
    taken = session.query("SELECT id FROM exempt_logins WHERE lower(login) = lower(?) AND left_on IS NULL", (login,))
    if any(owner is None or row["id"] != owner.id for row in taken):
        raise HuddleError(f"The login {login} is already used by another member.")
    if owner is None or session.viewer.is_member(owner.id) or login == owner.login:
        return
    if owner.id in find_claimed(session):
        raise HuddleError(
            f"{owner.name} has a passphrase, so only they can change their login. If it is lost, end it first: "
            f"huddle member reset-key '{owner.name}'"
        )
