"""A first map for a file that Huddle does not know, made of its own columns."""

from __future__ import annotations

from collections.abc import Sequence


def example(columns: Sequence[str], file: str) -> str:
    """A sentence that says how to write a map, with an example made of the file's own columns."""

    def like(*words: str, default: int) -> str:
        found = (name for word in words for name in columns if word in name.casefold())
        return next(found, columns[min(default, len(columns) - 1)])

    def quoted(name: str) -> str:
        return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'

    member = like("owner", "agent", "seller", "member", "rep", "name", default=0)
    on = like("close date", "close_date", "closedate", "date", "day", default=1)
    key = like("id", "key", "number", default=0)
    amount = like("value", "amount", "revenue", "total", default=len(columns) - 1)
    stage = next((name for word in ("stage", "status") for name in columns if word in name.casefold()), None)
    where = f'\nwhere  = {{ {quoted(stage)} = ["Won"] }}' if stage else ""
    return (
        f"Say which columns of {file} are meant, in a small file such as map.toml, and import again with "
        f"--map map.toml. Its columns are {', '.join(columns)}. For example:\n\n"
        f"[columns]\nmember = {quoted(member)}\non     = {quoted(on)}\nkey    = {quoted(key)}\n\n"
        f'[[entry]]\nmetric = "won revenue"\namount = {quoted(amount)}{where}'
    )
