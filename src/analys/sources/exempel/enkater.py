"""Questionnaires and answers of organisations, interviews, and a survey of persons as counts. All answers invented.

The questions are the source documents' own: Region Kalmar län's samverkansenkät and six dimensions, and the headings
and points of Region Halland's mapping of doctors in the kommuner's care.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analys.sources.exempel.varld import Varld

RIKET = "0000"
_PAHITTAT = "svaren är påhittade"
_KALMAR = f"Frågorna är Region Kalmar läns samverkansenkät, {_PAHITTAT}"
_DIMENSIONER = (
    f"Sex dimensioner för framgångsrik samverkan (Bottheim och Zingmar, skalans lägsta steg är inte känt), {_PAHITTAT}"
)
_HALLAND = f"Region Hallands kartläggning av läkarmedverkan (rubriker och punkter), {_PAHITTAT}"
_INTERVJUER = "Påhittade intervjuer"
_VARD = "den kommunala hälso- och sjukvården"
_STEG: dict[str, tuple[tuple[str, str, str], ...]] = {
    "samverkan": (
        ("kontakt", "Kontakt i vardagen", "Hur fungerar era kontaktvägar i det dagliga arbetet?"),
        ("akut", "Akut kontakt", "Hur fungerar kontaktvägarna till varandra vid ”akut” behov av kontakt?"),
        (
            "gemensamma",
            "Gemensamma patienter",
            f"I vilken utsträckning är ni överens om vilka era gemensamma patienter är i {_VARD}?",
        ),
        (
            "stod",
            "Medicinskt stöd",
            "Är det medicinska stödet från {enheten} tillräckligt utifrån patientens behov?",
        ),
        ("sip", "SIP vid inskrivning", f"Får patienten en SIP vid inskrivning i {_VARD}?"),
        (
            "sipannars",
            "SIP vid andra tillfällen",
            f"I vilken omfattning används SIP vid andra tillfällen än vid inskrivning i {_VARD}?",
        ),
        (
            "involverar",
            "Patient och närstående",
            f"I vilken omfattning involverar ni patienten/närstående vid in- och utskrivning i {_VARD}?",
        ),
    ),
    "dimensioner": (
        (
            "kontext",
            "Kontext och potential",
            "Vi lyckas ta tillvara våra kontexter, kunskaper och resurser, det vill säga potentialen.",
        ),
        ("dialog", "Dialog", "Jag upplever att våra möten och samtal är meningsfulla."),
        ("ambition", "Ambition", "Jag upplever att våra ambitionsnivåer är tydliga."),
        (
            "tillit",
            "Tillit",
            "Vi lyckas bygga och stärka relationer och tillit mellan våra organisationer och viktiga aktörer.",
        ),
        ("ansvar", "Överlappande ansvar", "Vi lyckas alla ta ett ansvar för helheten."),
        ("larande", "Lärande", "Vi lyckas väl med att synliggöra och tillvarata lärandet."),
    ),
}
_TEMAN: dict[str, dict[str, tuple[tuple[str, str, tuple[float, float], str], ...]]] = {
    "samverkan": {
        f"Vilka gemensamma rutiner har ni för att säkra vilka som är era patienter i {_VARD}?": (
            ("r1", "Gemensam lista som båda håller aktuell", (0.7, 0.4), ""),
            ("r2", "Regelbunden avstämning mellan sjuksköterska och {enhet}", (0.8, 0.7), ""),
            ("r3", "Meddelande vid varje in- och utskrivning", (0.5, 0.3), ""),
            ("r4", "Ingen gemensam rutin", (0.2, 0.2), ""),
        )
    },
    "lakarmedverkan": {
        "Upplevs fungera": (
            ("f1", "Parterna har patientfokus och ett flexibelt förhållningssätt", (0.8, 0.8), ""),
            ("f2", "Läkemedelsgenomgångar", (0.6, 0.8), "andel_lakemedelsgenomgang_75"),
            ("f3", "Hemsjukvårdsläkare: god tillgänglighet för korttidsboende och akuta hembesök", (0.7, 0.6), ""),
            ("f4", "Palliativ vård", (0.9, 0.7), ""),
            ("f5", "Tydliga kontaktvägar", (0.6, 0.6), ""),
        ),
        "Tolkning av avtal": (
            ("b1", "Läkarstödets omfattning och utformning skiljer sig åt mellan vårdcentraler", (0.9, 0.4), ""),
            ("b2", "Överenskommelse och avtal är för övergripande och lämnar tolkningsutrymme", (0.7, 0.6), ""),
            ("b3", "Tid för råd och stöd används till rond och inte till utbildning", (0.4, 0.2), ""),
        ),
        "Tillgänglighet": (
            ("b4", "Avsatt tid för läkare är för liten", (0.95, 0.7), ""),
            ("b5", "Läkare är inbokade på planerade besök och svåra att få loss", (0.7, 0.7), ""),
            ("b6", "För få hembesök utifrån behovet", (0.9, 0.3), "lakarhembesok"),
            ("b7", "Tid för rond och avstämning räcker inte, läkaren är inte alltid på plats", (0.7, 0.4), ""),
            ("b8", "Svårt att få kontakt när respektive part behöver det", (0.6, 0.6), ""),
        ),
        "Genomförande och planering": (
            ("b9", "För få inskrivningssamtal i särskilt boende", (0.6, 0.3), ""),
            ("b10", "För få brytpunktssamtal", (0.7, 0.3), "andel_brytpunktssamtal"),
            ("b11", "Lite förebyggande vård, mest akuta insatser", (0.8, 0.5), "andel_akuta_lakarhembesok"),
        ),
        "Informationsöverföring": (
            ("b12", "Olika journalsystem", (0.9, 0.9), ""),
            ("b13", "Alla kommuner visar inte sin journal i NPÖ, nationell patientöversikt", (0.3, 0.7), ""),
            ("b14", "Samordning mellan primärvård och specialistvård", (0.6, 0.7), ""),
            ("b15", "Samordning mellan läkare i hemsjukvården och vårdcentralens läkare", (0.7, 0.4), ""),
            ("b16", "Kontinuiteten brister ofta hos både kommun och region", (0.7, 0.7), "kontinuitet_ko5"),
        ),
    },
}
_SAMTAL: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "hemgang": (
        "Trygg hemgång",
        "Att veta vad som ska hända när man kommer hem från sjukhuset",
        ("När jag kom hem stod sängen redan där. Då vågade jag sova.", "Ingen hade sagt vilken dag det skulle bli."),
    ),
    "ringa": (
        "Vem man ringer",
        "Att ha ett namn och ett nummer i stället för flera",
        ("Jag har fem telefonnummer på kylskåpet och vet inte vilket som gäller på natten.",),
    ),
    "beratta": (
        "Slippa berätta igen",
        "Att det man har sagt följer med till nästa som kommer",
        ("", "Jag fick berätta om mammas mediciner för fjärde gången."),
    ),
    "narstaende": ("Närståendes ork", "Att någon frågar hur det går för den som hjälper till hemma", ()),
    "sluta": (
        "Dö där man vill",
        "Att önskan om var man ska få dö är känd av alla som kommer",
        ("", "Han ville vara hemma och det fick han. Det bär vi med oss."),
    ),
}
_NIVAER = {  # the kommuner's mean step, the vårdcentraler's
    **{
        f: niva
        for (f, _, _), niva in zip(
            _STEG["samverkan"],
            ((4.6, 4.7), (3.4, 4.3), (4.2, 3.6), (2.8, 4.6), (2.4, 3.4), (2.2, 2.6), (4.4, 4.0)),
            strict=True,
        )
    },
    **{
        f: niva
        for (f, _, _), niva in zip(
            _STEG["dimensioner"], ((5.0, 4.6), (5.8, 5.4), (4.4, 4.2), (5.2, 5.0), (4.2, 4.6), (3.8, 3.6)), strict=True
        )
    },
}
_SKALA: dict[str, tuple[int, int]] = {"samverkan": (1, 6), "dimensioner": (1, 8)}
_TITEL = {
    "samverkan": ("Samverkansenkät", "organisation", "intern_samverkan", _KALMAR),
    "dimensioner": ("Sex dimensioner för samverkan", "organisation", "ingen", _DIMENSIONER),
    "lakarmedverkan": ("Kartläggning av läkarmedverkan", "organisation", "intern_samverkan", _HALLAND),
    "intervjuer": ("Intervjuer med patienter och närstående", "person", "ingen", _INTERVJUER),
}
_RUBRIKER = [
    *("Enkät", "Titel", "Svarande", "Namn visas för", "Lägsta", "Högsta"),
    *("Fråga", "Slag", "Rubrik", "Kort", "Text", "Indikator", "Källa"),
]
_PERSONFRAGOR = {  # level in the region and in riket
    "andel_delaktig_i_varden": (0.72, 0.74),
    "andel_trygg_hemma": (0.81, 0.80),
    "andel_vet_vem_man_kontaktar": (0.62, 0.69),
    "andel_fatt_information": (0.68, 0.67),
}
_SVARANDE = "andel_svarande_vardochomsorgskollen"


def gor_enkater(varld: Varld) -> pd.DataFrame:
    """Return every question and theme of the region's questionnaires, one a row."""
    rader: list[tuple[object, ...]] = []
    ord_ = {"enhet": varld.vardenhet[0].lower(), "enheten": varld.vardenhet[1]}
    for enkat, (titel, svarande, namn, kalla) in _TITEL.items():
        if enkat not in varld.rundor:
            continue
        fore = (enkat, titel, svarande, namn, *_SKALA.get(enkat, ("", "")))
        rader += [
            (*fore, f, "steg", "", kort, text.format(**ord_), "", kalla) for f, kort, text in _STEG.get(enkat, ())
        ]
        for rubrik, teman in _TEMAN.get(enkat, {}).items():
            rader += [(*fore, f, "tema", rubrik, "", text.format(**ord_), matt, kalla) for f, text, _, matt in teman]
        if enkat == "intervjuer":
            rader += [(*fore, f, "tema", "", kort, text, "", kalla) for f, (kort, text, _) in _SAMTAL.items()]
    return pd.DataFrame(rader, columns=_RUBRIKER).astype(str)


def gor_enkatsvar(rng: np.random.Generator, varld: Varld) -> pd.DataFrame:
    """Return the answers of every kommun and vårdcentral; the dirt is a question that was never asked."""
    rader = [
        rad
        for enkat, rundor in varld.rundor.items()
        if enkat != "intervjuer"
        for nr, runda in enumerate(rundor)
        for rad in _svar(rng, enkat, runda, nr, varld)
    ]
    if varld.smuts:
        rader.append(("samverkan", "2022-11", "Kommun", varld.kommuner[0], "", "f99", 3))
    return pd.DataFrame(rader, columns=["Enkät", "Omgång", "Huvudman", "Kommun", "Enhet", "Fråga", "Svar"]).astype(str)


def _svar(rng: np.random.Generator, enkat: str, runda: str, nr: int, varld: Varld) -> Iterator[tuple[object, ...]]:
    """Yield one round's answers; the later rounds lie a little higher."""
    lagst, hogst = _SKALA.get(enkat, (0, 1))
    for kommun, ort in varld.orter.items():
        egen = rng.normal(0, 0.4)
        enheter = [
            ("Kommun", ""),
            *(("Region", f"{varld.vardenhet[0]} {kommun}-{n + 1}") for n in range(ort.vardcentraler)),
        ]
        for huvudman, enhet in enheter:
            part = int(huvudman == "Region")
            for f, _, _ in _STEG.get(enkat, ()):
                steg = round(_NIVAER[f][part] + egen + 0.5 * nr + rng.normal(0, 0.9))
                yield enkat, runda, huvudman, kommun, enhet, f, min(max(steg, lagst), hogst)
            for teman in _TEMAN.get(enkat, {}).values():
                for f, _, andelar, _ in teman:
                    yield enkat, runda, huvudman, kommun, enhet, f, int(rng.random() < andelar[part])


def gor_intervjuer(rng: np.random.Generator, varld: Varld) -> pd.DataFrame:
    """Return twelve invented interviews: their themes, and quotations with or without consent."""
    rader, runda = [], varld.rundor["intervjuer"][0]
    for nr in range(12):
        roll = ("Patient", "Närstående")[nr % 2]
        for f, (_, _, citat) in _SAMTAL.items():
            if nr < len(citat) or rng.random() < 0.4:
                text = citat[nr] if nr < len(citat) else ""
                rader.append(("intervjuer", runda, f"I{nr + 1:02d}", roll, f, text, "Ja"))
        if nr == 11:
            nej = "Det här vill jag inte att ni skriver ut."
            rader.append(("intervjuer", runda, "I12", roll, "narstaende", nej, "Nej"))
    return pd.DataFrame(rader, columns=["Enkät", "Omgång", "Intervju", "Roll", "Fråga", "Citat", "Samtycke"])


def gor_personenkat(rng: np.random.Generator, folk: pd.DataFrame, varld: Varld) -> pd.DataFrame:
    """Return a survey of persons in hemsjukvård as counts by kommun and year, with region and riket."""
    vikt = (
        folk[(folk["År"] == varld.folkar) & (folk["Ålder"] == "80+ år")]
        .groupby("Kommunkod")["Folkmängd 31 december"]
        .sum()
    )
    rader = []
    for aret in range(varld.folkar - 1, varld.folkar + 2):
        fragade = {str(k): round(2_400 * v / vikt.sum()) for k, v in vikt.items()} | {RIKET: 56_000}
        svarade = {k: int(rng.binomial(n, 0.52)) for k, n in fragade.items()}
        for k in [*fragade]:
            rader.append((_SVARANDE, k, aret, svarade[k], fragade[k]))
            for matt, (lan, riket) in _PERSONFRAGOR.items():
                svar = int(rng.binomial(svarade[k], 0.95))
                rader.append((matt, k, aret, int(rng.binomial(svar, riket if k == RIKET else lan)), svar))
    tal = pd.DataFrame(rader, columns=["indikator", "omrade", "period", "taljare", "namnare"])
    lan = tal[tal["omrade"] != RIKET].groupby(["indikator", "period"], as_index=False)[["taljare", "namnare"]].sum()
    tal = pd.concat([tal, lan.assign(omrade=varld.kod)], ignore_index=True).sort_values(
        ["indikator", "period", "omrade"]
    )
    return tal[["indikator", "omrade", "period", "taljare", "namnare"]].assign(
        kalla="Vård- och omsorgskollen (påhittade tal, även riket)"
    )
