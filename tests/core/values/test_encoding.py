"""The encoding of a file is found from a few names as well as from many."""

from __future__ import annotations

from io import BytesIO

import pytest

from core.errors import HuddleError
from core.values.encoding import detect_encoding

NAMES = {
    ("cp1252", "es"): ["Sebastián Salazar Peña", "Luisa García Vásquez", "Ángela Núñez Ibáñez"],
    ("cp1252", "pt"): ["João Conceição", "Inês Magalhães", "Antônio Gonçalves"],
    ("cp1252", "fr"): ["François Château", "Hélène Dubœuf", "Zoé Crépin"],
    ("cp1252", "it"): ["Niccolò Forlì", "Mosè Libertà", "Agnès Cantù"],
    ("cp1252", "de"): ["Jörg Müller", "Änne Weiß", "Günther Schäfer"],
    ("cp1252", "nordic"): ["Søren Kjær", "Åsa Sjöström", "Jørgen Ødegård"],
    ("cp1252", "mixed"): ["Jörg Weiß", "Núria Peña", "Hélène Forêt"],
    ("cp1250", "pl"): ["Łukasz Wiśniewski", "Józef Kamiński", "Małgorzata Dąbrowska"],
    ("cp1250", "cs"): ["Jiří Dvořák", "Kateřina Nováková", "Tomáš Kučera"],
    ("cp1250", "hu"): ["Győző Erdős", "Árpád Szűcs", "Béla Tóth"],
    ("cp1254", "tr"): ["Işıl Yıldız", "Çağlar Şahin", "Gökhan Öztürk"],
    ("cp1251", "ru"): ["Иван Петров", "Ольга Смирнова", "Дмитрий Соколов"],
    ("cp850", "dos"): ["Jörg Müller", "Hélène Forêt", "Günther Schäfer"],
}


def detected(names: list[str], encoding: str, rows: int, known: list[str] | None = None) -> list[str]:
    """Returns the names as they are read from a file of that many rows."""
    lines = [f"{names[number % len(names)]};13/02/2026;{number},50" for number in range(rows)]
    data = "\n".join(["Nombre;Fecha;Importe", *lines]).encode(encoding)
    text = data.decode(detect_encoding(BytesIO(data), "x.csv", known or []))
    return [line.split(";")[0] for line in text.splitlines()[1:]]


@pytest.mark.parametrize("rows", [3, 10_000])
@pytest.mark.parametrize(("encoding", "language"), NAMES)
def test_three_names_and_ten_thousand_come_in_right(encoding: str, language: str, rows: int) -> None:
    names = NAMES[encoding, language]
    assert detected(names, encoding, rows) == [names[number % len(names)] for number in range(rows)]


@pytest.mark.parametrize("name", ["Peña", "Forêt", "Müller", "Zoé", "João", "Søren"])
def test_on_a_tie_the_western_page_wins(name: str) -> None:
    assert detected([name], "cp1252", 1) == [name]


def test_a_name_of_the_team_decides() -> None:
    assert detected(["Kučera"], "cp1250", 1) == ["Kuèera"]
    assert detected(["Kučera"], "cp1250", 1, ["Jan Novák", "Kučera"]) == ["Kučera"]


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(HuddleError, match="not a text file"):
        detect_encoding(BytesIO(b"\0" * 100), "x.csv")
