"""A fetch of a day: of which day it is, what differs from the time before, and what goes wrong on the way."""

import errno
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from analys.errors import CannotWriteError, FetchError
from analys.sources import kolada
from analys.sources.natet import i_klartext
from analys.sources.ogonblick import Pagaende, Revision, som_csv

NU = datetime(2026, 11, 29, 12, tzinfo=UTC)


def test_a_fetch_is_dated_by_the_swedish_day_and_the_time_when_it_was_begun(tmp_path: Path) -> None:
    borjan = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)  # half past midnight in Sweden, the 29th
    Pagaende(tmp_path, {}, borjan)
    igen = Pagaende(tmp_path, {}, borjan + timedelta(hours=20))
    assert igen.fortsatter
    klar = igen.bli_klar("a.csv", "a\n", {})
    assert klar.om["hamtad"] == "2026-11-29T00:30:00+01:00"
    assert (klar.mapp.name, klar.dag.isoformat()) == ("2026-11-29", "2026-11-29")
    Pagaende(tmp_path, {}, borjan)
    assert not Pagaende(tmp_path, {}, borjan - timedelta(hours=1)).fortsatter  # an hour, but another day


def test_another_namnare_is_a_change_too(tmp_path: Path) -> None:
    rad = {"indikator": "m", "omrade": "1315", "period": "2021", "kon": "", "taljare": "100"}
    fore, nu = (
        kolada.varden_i(
            Pagaende(tmp_path / n, {}, NU).bli_klar("a.csv", som_csv(kolada.KOLUMNER, [rad | {"namnare": n}]), {})
        )
        for n in ("1000", "2000")
    )
    assert "  m: 100 av 1000 blev 100 av 2000." in Revision.av(fore, nu).rader(NU.date(), lambda k: k[0])
    storst = Revision.av({("a",): "1 av 10", ("b",): "5"}, {("a",): "1 av 20", ("b",): "6"})
    assert [k for k, *_ in storst.andrade] == [("a",), ("b",)]  # half as large a share is more than a fifth


@pytest.mark.parametrize(
    ("fel", "sagt"),
    [
        (requests.exceptions.ConnectionError(), "går inte att nå"),
        (requests.exceptions.ConnectTimeout(), "svarade inte i tid"),
        (PermissionError(), "ett oväntat svar"),
        (requests.exceptions.InvalidURL(), "ett oväntat svar"),
    ],
)
def test_only_the_net_is_called_the_net(fel: Exception, sagt: str) -> None:
    with pytest.raises(FetchError, match=sagt), i_klartext("Kolada", "https://exempel.se"):
        raise fel


def test_a_revision_counts_and_names_the_largest() -> None:
    fore = {("m", "1", "2022"): "0,05", ("m", "2", "2022"): "0,05", ("m", "3", "2022"): "1", ("m", "4", "2022"): "2"}
    nu = {("m", "1", "2022"): "0,06", ("m", "2", "2022"): "0,1", ("m", "3", "2022"): "1", ("m", "5", "2022"): "2"}
    rader = Revision.av(fore, nu).rader(NU.date(), lambda k: f"område {k[1]}", storst=1)
    assert [r.replace("\u00a0", " ") for r in rader] == [
        "2 värden ändrade sedan 29 november 2026, 1 nya, 1 borta.",
        "  område 2: 0,05 blev 0,1.",
        "  och 1 ändring till.",
        "  Borta: område 4.",
    ]
    (inga,) = Revision.av(fore, fore).rader(NU.date(), str)
    assert inga.replace("\u00a0", " ") == "Inga värden har ändrats sedan 29 november 2026."


def test_a_fetch_that_cannot_be_put_in_place_says_so_and_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fullt(*_: object) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr("analys.sources.ogonblick.ersatt", fullt)
    pagar = Pagaende(tmp_path, {}, NU)
    with pytest.raises(CannotWriteError, match="Det går inte att skriva i .*Kontrollera behörighet och utrymme"):
        pagar.bli_klar("a.csv", "a\n", {})
    monkeypatch.undo()
    assert Pagaende(tmp_path, {}, NU).fortsatter
