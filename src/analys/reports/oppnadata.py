"""The release's figures as open data: ``data/utfall.csv`` and a Data Package that says what it holds.

Only what pages print: counts that the disclosure gate has weighed, values and intervals with the pages' decimals, and
the three signs in place of what is not shown. CSV as RFC 4180 has it: UTF-8, comma, decimal point.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analys import svenska
from analys.disclosure.grind import EJ_AKTUELL, SAKNAS, TECKEN, SkyddatUtfall
from analys.hem import Hem
from analys.katalog import Indikator, Katalog, Skala, las_katalog
from analys.omraden import Omrade
from analys.period import Period, Periodtyp
from analys.present.underlag import Underlag
from analys.region import Regionprofil
from analys.stats.omdome import Omdome
from analys.utfall import ALLA, DIMENSIONER, DIMENSIONSORD, OVER_BROTT, STATUSAR

MAPP = "data"
FOREGANGARE = "datapackage.json"
_VARDEN = ("varde", "undre_95", "ovre_95", "undre_998", "ovre_998")
_NYCKEL = ("indikator", "omrade", "periodtyp", "period", *DIMENSIONER)
_PERIODTYPER = {
    Periodtyp.DAG: "läget en dag",
    Periodtyp.MANAD: "månad",
    Periodtyp.TERTIAL: "tertial",
    Periodtyp.AR: "kalenderår",
    Periodtyp.R12: "tolv månader",
    Periodtyp.R36: "36 månader",
}
_OM_FALT = {
    "taljare": "Antal i täljaren. Punkt där den är en summa (dagar, index) som rapporterna inte visar.",
    "namnare": "Antal i nämnaren. Punkt där den inte är ett antal som rapporterna visar.",
    "varde": "Värdet i måttets enhet (indikatorer.csv), avrundat som i rapporterna. Andelar i procent.",
    "undre_95": "Undre gräns för osäkerhetsintervallet, 95 procent.",
    "ovre_95": "Övre gräns för osäkerhetsintervallet, 95 procent.",
    "undre_998": "Undre gräns för osäkerhetsintervallet, 99,8 procent. Det avgör om en skillnad är säkerställd.",
    "ovre_998": "Övre gräns för osäkerhetsintervallet, 99,8 procent.",
    "tackning": "Källans täckningsgrad i området, procent.",
    "tackning_ar": "År som täckningsgraden gäller.",
}


def skriv_oppna_data(mapp: Path, hem: Hem, profil: Regionprofil, skyddat: SkyddatUtfall) -> None:
    """Write the four tables and ``datapackage.json`` in ``mapp``."""
    katalog = las_katalog(hem.indikatorer, profil.id)
    matt = [katalog[i] for i in katalog if i in skyddat.per_matt]
    mapp.mkdir()
    underlag = Underlag(profil, katalog, profil.omrade(profil.kod), Period.las(skyddat.meta["period"]), skyddat)
    for namn, rader in (
        ("utfall", utfallsrader(skyddat, katalog)),
        ("omdomen", omdomesrader(underlag)),
        ("indikatorer", indikatorrader(matt)),
        ("omraden", [("omrade", "namn"), *((o.kod, o.namn) for o in omraden_i(skyddat, profil))]),
    ):
        (mapp / f"{namn}.csv").write_text(_csv(rader), encoding="utf-8", newline="")
    paket = json.dumps(datapaket(profil, skyddat.meta, matt), ensure_ascii=False, indent=1)
    (mapp / FOREGANGARE).write_text(paket + "\n", encoding="utf-8")


def omraden_i(skyddat: SkyddatUtfall, profil: Regionprofil) -> list[Omrade]:
    """Return the region's områden, and the other kommuner that some figure is about."""
    finns = set(skyddat.rader["omrade"].unique())
    return [*profil.omraden, *(o for o in profil.andra_kommuner if o.kod in finns)]


def utfallsrader(skyddat: SkyddatUtfall, katalog: Katalog) -> Iterator[tuple[str, ...]]:
    """Yield the headings and every protected row as the pages print it, in a fixed order."""
    yield (*_NYCKEL, "taljare", "namnare", *_VARDEN, "status", "tackning", "tackning_ar")
    for indikator, rader in skyddat.per_matt.items():
        mitt = katalog[indikator]
        r = rader.assign(**{d: rader[d].astype("str") for d in _NYCKEL}).sort_values(list(_NYCKEL), kind="stable")
        tecken = r["tecken"].tolist()
        har_taljare, har_namnare = mitt.skala is not Skala.MEDEL, mitt.skala is not Skala.KVOT
        kolumner = [r[k].tolist() for k in _NYCKEL]
        kolumner.append(_talkolumn(r["taljare"], tecken, 0) if har_taljare else _utan(tecken))
        kolumner.append(_talkolumn(r["namnare"], tecken, 0) if har_namnare else _utan(tecken))
        faktor = 100 if mitt.skala is Skala.ANDEL else 1
        kolumner += [_talkolumn(r[k] * faktor, tecken, mitt.decimaler) for k in _VARDEN]
        kolumner.append(r["status"].astype("str").tolist())
        for kolumn, faktor in (("tackning", 100), ("tackning_ar", 1)):
            kolumner.append(_talkolumn(r[kolumn] * faktor, tecken, 0, SAKNAS))
        yield from zip(*kolumner, strict=True)


def omdomesrader(underlag: Underlag) -> Iterator[tuple[str, ...]]:
    """Yield the headings and, per område and measure that its report judges, the verdict that it prints."""
    yield ("indikator", "omrade", "periodtyp", "period", "omdome", "jamforelse")
    for omrade in underlag.profil.rapportomraden:
        eget = underlag.i_omradet(omrade)
        for indikator in underlag.katalog:
            if indikator not in underlag.skyddat.per_matt or eget.omrade_for(indikator) != omrade:
                continue
            period = eget.period_for(indikator)
            omdome, jamforelse = eget.omdome(indikator, period), eget.jamforelse(indikator, period)
            if omdome and jamforelse and omdome is not Omdome.SAKNAS:
                dag = period.forsta_dag.isoformat()
                yield (indikator, omrade.kod, str(period.typ), dag, str(omdome), jamforelse[0])


def _talkolumn(tal: pd.Series, tecken: Sequence[str], decimaler: int, annars: str = EJ_AKTUELL) -> list[str]:
    """Return figures as the pages round them, the sign of those that are not shown, and ``annars`` where none is."""
    return [
        t or (annars if pd.isna(v) else decimaltext(v, decimaler)) for v, t in zip(tal.tolist(), tecken, strict=True)
    ]


def decimaltext(varde: float, decimaler: int) -> str:
    """Return a figure as the pages round it (`svenska.avrunda`), with a decimal point."""
    if abs(abs(varde) * 10**decimaler % 1 - 0.5) < 1e-6:  # half way, which the quick way rounds as it is stored
        return str(svenska.avrunda(varde, decimaler))
    text = f"{varde:.{decimaler}f}"
    return text.removeprefix("-") if text.startswith("-0") and not float(text) else text


def _utan(tecken: Sequence[str]) -> list[str]:
    """Return a column that is not released: the sign for ej aktuellt where the row is shown."""
    return [t or EJ_AKTUELL for t in tecken]


def indikatorrader(matt: Iterable[Indikator]) -> Iterator[tuple[str, ...]]:
    """Yield the headings and one row per measure: what its figures mean."""
    yield ("indikator", "titel", "enhet", "taljare", "namnare", "ansvar", "kalla", "definition", "version")
    for m in matt:
        yield (
            m.id,
            m.titel,
            m.matenhet,
            m.taljare,
            m.namnare,
            str(m.ansvar),
            m.kalla,
            m.definition_kalla,
            str(m.version),
        )


def datapaket(profil: Regionprofil, meta: dict[str, Any], matt: Sequence[Indikator]) -> dict[str, Any]:
    """Return the package's description, valid as a Tabular Data Package version 1."""
    exempel = f"EXEMPELDATA – påhittade siffror. {meta['exempeltext']} " if meta["exempel"] else ""
    kallor = dict.fromkeys(k.strip() for m in matt for k in m.kalla.split(";"))
    licens = [{"name": profil.licens.namn, "title": profil.licens.titel, "path": profil.licens.lank}]
    return {
        "profile": "tabular-data-package",
        "name": f"{svenska.slug(profil.namn)}-{meta['period']}",
        "title": f"{profil.rapportserie}, {meta['period']}",
        "description": (
            f"{exempel}Alla siffror i rapporterna, skyddade mot röjande. Tal som inte visas har ett tecken: "
            + "; ".join(f"{t} {text}" for t, text in TECKEN.items())
            + f". Data hämtade {meta['uttagsdatum']}. Kontakt: {profil.kontakt}. Licens: {profil.licens.kalla}."
        ),
        "version": meta["version"],
        "sources": [{"title": k} for k in kallor],
        "licenses": licens,
        "contributors": [{"title": profil.namn, "role": "publisher"}],
        "resources": [
            _resurs(
                "utfall", "Utfall", _utfallsfalt(), list(_NYCKEL), {"indikatorer": "indikator", "omraden": "omrade"}
            ),
            _resurs(
                "omdomen",
                "Omdömen",
                _omdomesfalt(),
                ["indikator", "omrade"],
                {"indikatorer": "indikator", "omraden": "omrade"},
            ),
            _resurs("indikatorer", "Mått", _textfalt(indikatorrader([])), ["indikator"], {}),
            _resurs("omraden", "Områden", [_falt("omrade"), _falt("namn")], ["omrade"], {}),
        ],
    }


def _resurs(
    namn: str, titel: str, falt: list[dict[str, Any]], nyckel: list[str], pekar_pa: dict[str, str]
) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": falt, "primaryKey": nyckel, "missingValues": list(TECKEN)}
    if pekar_pa:
        schema["foreignKeys"] = [
            {"fields": kolumn, "reference": {"resource": resurs, "fields": kolumn}}
            for resurs, kolumn in pekar_pa.items()
        ]
    return {
        "profile": "tabular-data-resource",
        "name": namn,
        "title": titel,
        "path": f"{namn}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "doubleQuote": True, "lineTerminator": "\r\n"},
        "schema": schema,
    }


def _falt(namn: str, typ: str = "string", om: str = "", bland: Sequence[str] = ()) -> dict[str, Any]:
    falt: dict[str, Any] = {"name": namn, "type": typ}
    falt |= {"description": om} if om else {}
    villkor: dict[str, Any] = {"required": True} if typ in ("string", "date") else {}
    villkor |= {"enum": list(bland)} if bland else {}
    return falt | ({"constraints": villkor} if villkor else {})


def _textfalt(rader: Iterator[tuple[str, ...]]) -> list[dict[str, Any]]:
    return [_falt(namn) for namn in next(rader)]


def _utfallsfalt() -> list[dict[str, Any]]:
    typer = "; ".join(f"{typ} {text}" for typ, text in _PERIODTYPER.items())
    return [
        _falt("indikator", om="Måttets id, se indikatorer.csv."),
        _falt("omrade", om="Kommunens, regionens eller rikets kod, alltid fyra siffror, eller utanfor."),
        _falt("periodtyp", om=f"Periodens längd: {typer}.", bland=[str(t) for t in _PERIODTYPER]),
        _falt("period", "date", "Periodens första dag."),
        *(
            _falt(d, om=f"Uppdelning på {DIMENSIONSORD.get(d, d)}; {ALLA} betyder alla tillsammans.")
            for d in DIMENSIONER
        ),
        *(_falt(namn, "number", _OM_FALT[namn]) for namn in ("taljare", "namnare", *_VARDEN)),
        _falt("status", om="Om siffran är slutlig.", bland=[*STATUSAR, OVER_BROTT]),
        _falt("tackning", "number", _OM_FALT["tackning"]),
        _falt("tackning_ar", "year", _OM_FALT["tackning_ar"]),
    ]


def _omdomesfalt() -> list[dict[str, Any]]:
    return [
        _falt("indikator", om="Måttets id, se indikatorer.csv."),
        _falt("omrade", om="Kommunens eller regionens kod."),
        _falt("periodtyp", om="Periodens längd, som i utfall.", bland=[str(t) for t in _PERIODTYPER]),
        _falt("period", "date", "Första dagen i den period som områdets rapport bedömer måttet för."),
        _falt("omdome", om="Omdömet som rapporten visar.", bland=[str(o) for o in Omdome]),
        _falt("jamforelse", om="Vad området jämförs med."),
    ]


def _csv(rader: Iterable[Sequence[str]]) -> str:
    ut = io.StringIO()
    csv.writer(ut).writerows(rader)
    return ut.getvalue()
