"""All 290 kommun codes, zeros and all, on each way into the program; one table in six encodings and three formats."""

import io
import tomllib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from analys.errors import DataError
from analys.hem import Hem
from analys.omraden import hitta, las_omraden
from analys.reports.parametrar import tolka
from analys.sources.kalla import Tabellkarta, kartlagg
from analys.sources.kontrakt import Kolumn, Tabell, Typ
from analys.sources.tabellfil import las_tabellfil
from analys.sources.typning import typa

TABELL = Tabell("prov", "en kommun", (Kolumn("kommunkod", Typ.KOD), Kolumn("namn", Typ.TEXT)), (), {})
KODNINGAR = ("utf-8", "utf-8-sig", "cp1252", "iso8859-15", "utf-16", "utf-16-be")


@pytest.fixture(scope="module")
def kommuner(hem: Hem) -> dict[str, str]:
    alla = {o.kod: o.namn for o in las_omraden(hem.omraden).values() if not o.ar_region}
    assert len(alla) == 290
    assert sum(k.startswith("0") for k in alla) == 90
    return alla


def som_csv(kommuner: dict[str, str], kodning: str) -> bytes:
    text = "kommunkod;namn\n" + "".join(f"{k};{n}\n" for k, n in kommuner.items())
    return (b"\xfe\xff" if kodning == "utf-16-be" else b"") + text.encode(kodning)


def som_xlsx(kommuner: dict[str, str]) -> bytes:
    ut = io.BytesIO()
    with xlsxwriter.Workbook(ut, {"in_memory": True, "strings_to_numbers": False}) as bok:
        blad = bok.add_worksheet()
        for nummer, rad in enumerate([("kommunkod", "namn"), *kommuner.items()]):
            blad.write_row(nummer, 0, rad)
    return ut.getvalue()


def som_parquet(kommuner: dict[str, str]) -> bytes:
    ut = io.BytesIO()
    pq.write_table(pa.table({"kommunkod": list(kommuner), "namn": list(kommuner.values())}), ut)
    return ut.getvalue()


def las_in(innehall: bytes, hem: Hem) -> dict[str, str]:
    text = las_tabellfil("f", innehall, 290)
    platser, _, fel = kartlagg(text.rubriker, TABELL, Tabellkarta({}), "f")
    rader, brott, typfel = typa("f", TABELL, Tabellkarta({}), platser, text.rader, las_omraden(hem.omraden))
    assert (fel, typfel, set(brott)) == ([], [], {""})
    return dict(zip(rader["kommunkod"], rader["namn"], strict=True))


def test_every_code_survives_every_kind_of_file(hem: Hem, kommuner: dict[str, str]) -> None:
    filer = [*(som_csv(kommuner, k) for k in KODNINGAR), som_xlsx(kommuner), som_parquet(kommuner)]
    assert all(las_in(fil, hem) == kommuner for fil in filer)


def test_every_code_survives_the_command_line_and_toml(hem: Hem, kommuner: dict[str, str]) -> None:
    alla = las_omraden(hem.omraden).values()
    assert [hitta(kod, alla).kod for kod in kommuner] == list(kommuner)
    assert [tolka(f"omrade={kod}", {"omrade": "1380"}, "n") for kod in kommuner] == [("omrade", k) for k in kommuner]
    assert tomllib.loads(f"kommuner = {list(kommuner)}")["kommuner"] == list(kommuner)
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads("kommuner = [0114]")  # a code without its quotes is no number either


@pytest.mark.parametrize(
    ("innehall", "text"),
    [
        ("kommunkod;namn\n1380;Å\n".encode("utf-16-le"), "nolltecken"),  # without its mark
        (b"kommunkod;namn, efternamn, titel\n1380;a, b, c\n", "rubrikraden saknas eller är okänd"),
        (b"kommunkod|namn\n1380|a\n", "rubrikraden saknas eller är okänd"),
    ],
)
def test_a_dialect_that_the_headings_do_not_fit_is_never_guessed(innehall: bytes, text: str) -> None:
    def las() -> None:
        fil = las_tabellfil("f", innehall, None)
        raise DataError(kartlagg(fil.rubriker, TABELL, Tabellkarta({}), "f")[2])

    with pytest.raises(DataError, match=text):
        las()


@pytest.mark.parametrize("ord_", ["NA", "None", "null", "NULL", "nan", "n/a", "-", "#N/A"])
def test_words_that_other_readers_make_empty_are_words(hem: Hem, ord_: str) -> None:
    """A ward called NA is a ward; an Excel error cell that has become text is text."""
    rader, brott, _ = typa(
        "f", TABELL, Tabellkarta({}), {"kommunkod": 0, "namn": 1}, [["0114", ord_]], las_omraden(hem.omraden)
    )
    assert (rader["namn"].tolist(), list(brott)) == ([ord_], [""])


def test_a_long_id_keeps_its_digits_and_a_serial_date_is_never_guessed(hem: Hem) -> None:
    tabell = Tabell("prov", "x", (Kolumn("id", Typ.TEXT), Kolumn("dag", Typ.DATUM)), (), {})
    rader, brott, _ = typa(
        "f",
        tabell,
        Tabellkarta({}),
        {"id": 0, "dag": 1},
        [["12345678901234567", "2024-02-29"], ["1", "45321"], ["2", "2023-02-29"], ["3", "2024-03-3"]],
        las_omraden(hem.omraden),
    )
    assert rader["id"].iloc[0] == "12345678901234567"
    assert list(brott) == ["", "ej_datum", "ej_datum", "ej_datum"]
