"""A small delivery with the discharge process, and Halland's profile with Västerbotten's rules, for the tests."""

from collections.abc import Sequence

from analys.hem import Hem
from analys.region import Analysvag, FordrojdHemgang, Tidsgrans
from tests.conftest import KOMMUNER, Leveransbygge
from tests.unit.sma_leveranser import KLARA, lagg_till, vardfil

STEGKOLUMNER = {
    "Vårdtillfälle": "",
    "Ärendenummer": "",
    "Hälsocentral": "Hälsocentralen Nord",
    "Berörda enheter": "BHL|SSK",
    "Inskrivningsmeddelande": "",
    "Initiativ till SIP": "",
    "Kallelse till SIP": "",
    "SIP genomförd": "",
    "Planering SoL klar": "",
    "Planering HSL klar": "",
    "Kommunklar": "",
    "Prel. ut-datum ändrat antal gånger": "1",
    "Svar från kommun": "Ja",
    "Initiativ till SIP av": "",
    "Plats- eller resursbrist": "",
    "Kommentar": "",
}
REGEL = FordrojdHemgang(
    "medel_dagar_utskrivningsklar_somatik",
    "andel_minst_tre_dagar_somatik",
    3.0,
    (
        Analysvag("Strategisk grupp", "Processledarna ringer chefer.", ("1380",), "prov"),
        Analysvag("Lokal analys", "Processledarna ringer direkt.", tuple(k for k in KOMMUNER if k != "1380"), "prov"),
    ),
    {s: Tidsgrans(d, "prov") for s, d in {"inskrivningsmeddelande": 1, "sip_kallelse": 3, "kommunklar": 1}.items()},
    "Bara krypterad mejl. Teams får INTE användas.",
    "prov",
)
_AVSNITT = """
[fordrojd_hemgang]
indikator = "medel_dagar_utskrivningsklar_somatik"
indikator_langa = "andel_minst_tre_dagar_somatik"
signal_over_dagar = 3.0
hantering = "Bara krypterad mejl. Teams får INTE användas."
kalla = "prov"
[[fordrojd_hemgang.analysvagar]]
namn = "Lokal analys"
kontaktas = "Processledarna ringer direkt."
kommuner = ["1315", "1380", "1381", "1382", "1383", "1384"]
kalla = "prov"
[fordrojd_hemgang.i_tid]
kommunklar = { dagar = 1, kalla = "prov" }
"""


def process(**byten: str) -> str:
    """One process as a line of the export; names in the table's own words."""
    assert set(byten) <= set(STEGKOLUMNER)
    return ";".join((STEGKOLUMNER | byten).values())


def vardtabeller(*processer: str, mer_vard: Sequence[str] = (), mer_klara: Sequence[str] = ()) -> dict[str, list[str]]:
    """The usual 120 stays, each with a period as utskrivningsklar and a process, and the lines given.

    A stay is in from the 1st to the 9th of its month, and home between the 10th and the 18th; utskrivningsklar on the
    10th. The kommun is ready on the 10th.
    """
    stallda, klara, steg = vardfil(*mer_vard), [KLARA, *mer_klara], [";".join(STEGKOLUMNER), *processer]
    for kommun in KOMMUNER:
        for i in range(20):
            manad, slut = f"2022-0{1 + i % 3}", f"1{i % 9}"
            klara.append(f"V{kommun}{i:02d};{manad}-10 08:00;{manad}-{slut} 13:45;Hemgång")
            steg.append(
                process(
                    **{
                        "Vårdtillfälle": f"V{kommun}{i:02d}",
                        "Ärendenummer": f"SP-{kommun}{i:02d}",
                        "Inskrivningsmeddelande": f"{manad}-0{1 + i % 9} 10:00",
                        "Kommunklar": f"{manad}-10",
                    }
                )
            )
    return {"vardtillfallen": stallda, "utskrivningsklara_perioder": klara, "utskrivningsprocess": steg}


def med_process(bygge: Leveransbygge, **tabeller: Sequence[str]) -> None:
    """Write the delivery with these tables beside the usual ones."""
    mapp = bygge.skriv()
    for tabell, rader in tabeller.items():
        lagg_till(mapp, f"{tabell}.csv", tabell, rader)


def med_avsnitt(hem: Hem, *, patient: bool = True) -> None:
    """Put Västerbotten's rules in the profile of a home of the test's own."""
    fil = hem.regioner / "halland.toml"
    text = fil.read_text(encoding="utf-8")
    text = text.replace("mottagare = [", 'interna_teman = ["fordrojd_hemgang"]\nmottagare = [', 1)
    if patient:
        text = text.replace("[roller]\n", '[roller]\nintern_patient = ["processledare"]\n')
    fil.write_text(text + _AVSNITT, encoding="utf-8")
