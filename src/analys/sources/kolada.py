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
from analys.sources.ogonblick import AV, Nyckel, Ogonblick, Pagaende, som_csv

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
    *,
    behall: bool = True,
    godta_bortfall: bool = False,
) -> Ogonblick:
    """Return the fetch of some measures for some områden and years, finished and dated.

    The other measures of the fetch before (``forra``) are kept with ``behall``, each with the day that it was fetched.
    More values gone than ``bortfall_hogst`` is a fault unless ``godta_bortfall``.

    Raises
    ------
    FetchError : the server cannot be asked; what came is kept.
    DataError : a nyckeltal has another title than the catalogue's, figures contradict each other, or too many of the
        fetch before are gone; nothing is kept.
    """
    with i_klartext(kalla.namn, kalla.kalla):
        fraga = _Fraga(kalla, hamtning, pagar)
        nyckeltal = {i: t for m in matt if m.kolada for i, t in m.kolada.nyckeltal.items()}
        try:
            _granska_titlar(fraga, nyckeltal)
            varden = dict(_varden(fraga, list(nyckeltal), omraden, ar, meddela))
            rader = [r for m in matt if m.kolada for r in _rader(m, m.kolada, varden)]
            if forra and not godta_bortfall:
                _granska_bortfall(matt, forra, rader, {*omraden}, {str(a) for a in ar}, hamtning.bortfall_hogst)
        except DataError:
            pagar.kasta()
            raise
    nya = {m.id: m.kolada for m in matt if m.kolada}
    fore = forra.om if forra and behall else {"matt": {}, "dagar": {}}
    rader += [r for r in forra.rader() if r["indikator"] not in nya] if forra and behall else []
    dagar = fore["dagar"] | dict.fromkeys(nya, pagar.dag)
    om = {"namn": kalla.namn, "matt": fore["matt"] | {i: sorted(k.nyckeltal) for i, k in nya.items()}, "dagar": dagar}
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

    def sidor(self, namn: str, vad: str, nycklar: set[str]) -> Iterator[dict[str, Any]]:
        """Yield the rows of every page of an answer, following ``next_url`` (``next_page`` in older servers).

        ``nycklar``: what every row has. ``count`` is a page's rows or all of the answer's: fewer are never the whole.
        """
        nasta, nummer, sedda, antal = vad, 1, {vad}, 0

        def ar_ratt(svar: Any) -> bool:
            if not isinstance(svar, dict) or not isinstance(rader := svar.get("values"), list):
                return False
            hel = svar.get("next_url") or svar.get("next_page") or antal + len(rader) >= int(svar.get("count") or 0)
            return bool(hel) and all(isinstance(r, dict) and nycklar <= r.keys() for r in rader)

        while nasta:
            fran_borjan = {"per_page": self.api.DEFAULT_PER_PAGE} if nummer == 1 else None
            fraga = partial(self.api._make_request, nasta, fran_borjan)
            svar = self.pagar.sida(f"{namn}-{nummer:03}", fraga, ar_ratt)
            antal += len(svar["values"])
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
        heter |= {
            str(k["id"]): str(k["title"])
            for k in fraga.sidor(f"titlar-{nummer}", f"kpi/{','.join(grupp)}", {"id", "title"})
        }
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
        for rad in fraga.sidor(f"varden-{nummer:04}", vad, {"kpi", "municipality", "period", "values"}):
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


def _granska_bortfall(
    matt: Sequence[Indikator],
    forra: Ogonblick,
    rader: Sequence[dict[str, str]],
    omraden: set[str],
    ar: set[str],
    hogst: float,
) -> None:
    """Raise when more of what a measure had the time before, of the same områden and years, is gone than may be."""
    nu, gor = {tuple(r[k] for k in NYCKEL) for r in rader}, "Hämta igen om en stund. Stämmer det: --godta-bortfall."
    alla, fel = varden_i(forra), []
    for m in matt:
        fore = {k for k in alla if k[0] == m.id and k[1] in omraden and k[2] in ar}
        if len(borta := fore - nu) > hogst * len(fore):
            vad = f"av {m.kort} saknas {len(borta)} av de {len(fore)} värden som fanns {svenska.datum(forra.dag)}."
            fel.append(Filfel("Kolada", vad, gor))
    if fel:
        raise DataError(fel)


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
    """Return what is compared between two fetches: each figure, of shares with a number täljare and nämnare."""
    return {
        tuple(r[k] for k in NYCKEL): r["varde"] or f"{r['taljare']}{AV}{r['namnare']}".removesuffix(AV)
        for r in ogonblick.rader()
    }
