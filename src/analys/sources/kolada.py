"""Kolada's figures for every kommun and region, through koladapy: page by page, known by title, as ``aggregat`` rows.

Of koladapy are used the client with its addresses, its limits (25 ids, 5 000 rows) and its reading of an answer. Its
own loops are not: they count pages instead of following ``next_url``, begin anew after a break, and leave out a batch
that fails without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from koladapy import KoladaAPI

from analys import svenska
from analys.errors import DataError, FetchError, Filfel, UsageError
from analys.katalog import Indikator, Katalog
from analys.katalog import Kolada as Nyckeltal
from analys.sources.kalla import Hamtning, Kalla
from analys.sources.natet import gor_talmodig, i_klartext
from analys.sources.ogonblick import Nyckel, Ogonblick, Pagaende, som_csv

NAMN = "kolada"
FIL = "aggregat.csv"
KOLUMNER = ("indikator", "omrade", "period", "kon", "taljare", "namnare", "varde", "kalla")
NYCKEL = ("indikator", "omrade", "period", "kon")
_KON = {"K": "kvinna", "M": "man"}
_TOTALT = "T"
_Hamtat = dict[tuple[str, str, str, str], Decimal]
"""Kolada's values by nyckeltal, område, year and gender (``T``, ``K``, ``M``)."""


def valj_matt(katalog: Katalog, namn: Sequence[str]) -> list[Indikator]:
    """Return the measures to fetch: those named, else all that the catalogue is sure of.

    Raises
    ------
    UsageError : a measure that is not there, is not fetched, or whose nyckeltal is not sure; an id typed by itself.
    """
    sakra = [i for i in katalog.values() if i.kolada and i.kolada.id]
    if not namn and sakra:
        return sakra
    if not sakra:
        raise UsageError("Inget mått i data/indikatorer har ett säkert nyckeltal under [kolada].")
    vilka = f"Dessa hämtas: {svenska.lista(i.id for i in sakra)}."
    for ett in namn:
        if ett not in katalog:
            osakra = [i for i in katalog.values() if i.kolada and ett in {*i.kolada.nyckeltal, *i.kolada.osakra}]
            if osakra and osakra[0].kolada:
                raise UsageError(_inte_sakert(osakra[0], osakra[0].kolada) if osakra[0].kolada.osakra else _ett_id(ett))
            raise UsageError(f'Måttet "{ett}" finns inte.{svenska.liknar(ett, katalog)} {vilka}')
        if (k := katalog[ett].kolada) is None:
            raise UsageError(f"{ett} har inget nyckeltal i Kolada. {vilka}")
        if k.osakra:
            raise UsageError(_inte_sakert(katalog[ett], k))
    return [katalog[ett] for ett in dict.fromkeys(namn)]


def _ett_id(ett: str) -> str:
    return f"{ett} är ett nyckeltal. Skriv måttets namn i katalogen, så kontrolleras titeln."


def _inte_sakert(matt: Indikator, kolada: Nyckeltal) -> str:
    """Return why a measure is not fetched, and how somebody makes its nyckeltal sure."""
    kandidater = "; ".join(f"{i}: {varfor}" for i, varfor in kolada.osakra.items())
    return (
        f"{matt.titel} hämtas inte: det är inte säkert vilket nyckeltal i Kolada som är rätt ({kandidater}). Slå upp "
        "titeln på kolada.se eller på https://api.kolada.se/v3/kpi/ följt av id. Skriv sedan id och titel under "
        f'[kolada] i ett mått med funktion = "aggregat" i data/indikatorer. Uppgiften kommer från: {kolada.kalla}.'
    )


def hamta(
    kalla: Kalla,
    hamtning: Hamtning,
    matt: Sequence[Indikator],
    omraden: Sequence[str],
    ar: Sequence[int],
    pagar: Pagaende,
    meddela: Callable[[str], None],
    forra: Ogonblick | None = None,
) -> Ogonblick:
    """Return the fetch of some measures for some områden and years, finished and dated.

    The other measures of the fetch before (``forra``) are kept, each with the day that it was fetched.

    Raises
    ------
    FetchError : the server cannot be asked; what came is kept.
    DataError : a nyckeltal has another title than the catalogue's, or figures contradict each other; nothing is kept.
    """
    with i_klartext(kalla.namn, kalla.kalla):
        fraga = _Fraga(kalla, hamtning, pagar)
        nyckeltal = {i: t for m in matt if m.kolada for i, t in m.kolada.nyckeltal.items()}
        try:
            _granska_titlar(fraga, nyckeltal)
            varden = dict(_varden(fraga, list(nyckeltal), omraden, ar, meddela))
        except DataError:
            pagar.kasta()
            raise
    nya = {m.id: m.kolada for m in matt if m.kolada}
    rader = [r for m in matt if m.kolada for r in _rader(m, m.kolada, varden)]
    rader += [r for r in forra.rader() if r["indikator"] not in nya] if forra else []
    dagar = (forra.om["dagar"] if forra else {}) | dict.fromkeys(nya, pagar.nu.date().isoformat())
    om = {"namn": kalla.namn, "matt": {i: sorted(k.nyckeltal) for i, k in nya.items()}, "dagar": dagar}
    return pagar.bli_klar(FIL, som_csv(KOLUMNER, rader), om)


class _Fraga:
    """Asks one page at a time, or takes it from the fetch that broke."""

    def __init__(self, kalla: Kalla, hamtning: Hamtning, pagar: Pagaende) -> None:
        self.api = KoladaAPI(
            base_url=kalla.kalla.rstrip("/") + "/",
            timeout=int(hamtning.tidsgrans_sekunder),
            max_requests_per_second=hamtning.anrop_per_sekund,
        )
        gor_talmodig(self.api.session, hamtning)
        self.pagar = pagar

    def sidor(self, namn: str, vad: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of every page of an answer, following ``next_url`` (``next_page`` in older servers)."""
        nasta, nummer, sedda = vad, 1, {vad}
        while nasta:
            fran_borjan = {"per_page": self.api.DEFAULT_PER_PAGE} if nummer == 1 else None
            fraga = partial(self.api._make_request, nasta, fran_borjan)
            svar = self.pagar.sida(f"{namn}-{nummer:03}", fraga)
            yield from svar["values"]
            nasta, nummer = svar.get("next_url") or svar.get("next_page") or "", nummer + 1
            if nasta and (nasta in sedda or urlsplit(nasta).hostname != urlsplit(self.api.base_url).hostname):
                raise FetchError(
                    "Kolada hänvisar till en sida som inte går att följa. Meddela dem som förvaltar analys."
                )
            sedda.add(nasta)


def _granska_titlar(fraga: _Fraga, nyckeltal: dict[str, str]) -> None:
    """Raise when a nyckeltal is not there or is called something else than the catalogue says."""
    heter: dict[str, str] = {}
    for nummer, grupp in enumerate(_i_tag(list(nyckeltal), fraga.api.MAX_BATCH_SIZE), 1):
        heter |= {str(k["id"]): str(k["title"]) for k in fraga.sidor(f"titlar-{nummer}", f"kpi/{','.join(grupp)}")}
    gor = "Slå upp nyckeltalet på kolada.se. Rätta id eller titel under [kolada] i måttets fil. Inget är hämtat."
    fel = [
        Filfel("Kolada", f'{i} finns inte (katalogen: "{titel}").', gor)
        if i not in heter
        else Filfel("Kolada", f'{i} heter "{heter[i]}" men katalogen säger "{titel}".', gor)
        for i, titel in nyckeltal.items()
        if " ".join(heter.get(i, "").split()) != " ".join(titel.split())
    ]
    if fel:
        raise DataError(fel)


def _varden(
    fraga: _Fraga,
    nyckeltal: Sequence[str],
    omraden: Sequence[str],
    ar: Sequence[int],
    meddela: Callable[[str], None],
) -> Iterator[tuple[tuple[str, str, str, str], Decimal]]:
    """Yield every value there is; what is missing, or taken back by Kolada, is not there."""
    storst = fraga.api.MAX_BATCH_SIZE
    fragor = [(k, o, a) for k in _i_tag(nyckeltal, storst) for o in _i_tag(omraden, storst) for a in _i_tag(ar, storst)]
    sedda: _Hamtat = {}
    for nummer, (kpi, kommuner, aren) in enumerate(fragor, 1):
        vad = f"data/kpi/{','.join(kpi)}/municipality/{','.join(kommuner)}/year/{','.join(map(str, aren))}"
        for rad in fraga.sidor(f"varden-{nummer:04}", vad):
            for v in rad["values"]:
                if v["value"] is None or v.get("isdeleted"):
                    continue
                nyckel = (str(rad["kpi"]), str(rad["municipality"]), str(rad["period"]), str(v["gender"]))
                varde = Decimal(str(v["value"]))
                if sedda.setdefault(nyckel, varde) != varde:
                    vad = f"{nyckel[0]} har två olika värden för {nyckel[1]} {nyckel[2]}."
                    raise DataError([Filfel("Kolada", vad, "Hämta igen; kvarstår felet, meddela Kolada.")])
        meddela(f"Kolada: fråga {nummer} av {len(fragor)}")
    yield from sorted(sedda.items())


def _rader(matt: Indikator, kolada: Nyckeltal, varden: _Hamtat) -> Iterator[dict[str, str]]:
    """Yield a measure's rows: Kolada's value as it is, or with the number that it is a share of."""
    kon = _KON if ("kon",) in matt.dimensioner else {}
    faktor = Decimal(str(kolada.faktor))
    for (kpi, omrade, period, vem), varde in varden.items():
        if kpi != kolada.id or (vem != _TOTALT and vem not in kon):
            continue
        rad = {"indikator": matt.id, "omrade": omrade, "period": period, "kon": kon.get(vem, "")}
        rad |= {"kalla": f"Kolada {', '.join(kolada.nyckeltal)}"}
        if not kolada.antal_av:
            yield rad | {"varde": _text(varde * faktor)}
        elif (antal := varden.get((kolada.antal_av, omrade, period, vem))) is not None:
            yield rad | {"taljare": _text((varde * faktor * antal).to_integral_value()), "namnare": _text(antal)}


def _text(varde: Decimal) -> str:
    text = f"{varde:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _i_tag(alla: Sequence[Any], storst: int) -> list[Sequence[Any]]:
    return [alla[i : i + storst] for i in range(0, len(alla), storst)]


def varden_i(ogonblick: Ogonblick) -> dict[Nyckel, str]:
    """Return what is compared between two fetches: each figure, of shares with a number the täljare."""
    taljare = ogonblick.varden(NYCKEL, "taljare")
    return {k: v or taljare[k] for k, v in ogonblick.varden(NYCKEL, "varde").items()}
