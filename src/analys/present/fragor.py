"""Questions for reflection and dialogue: the report's standing ones, and those that the outcome raises of itself.

A question that names a kommun blames it. A generated question is about the process, never about a kommun, and it says
neither why nor what to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analys import svenska
from analys.katalog import Indikator, Jamforelse
from analys.present.block import Text
from analys.present.forandring import Andring, andring
from analys.present.indikatorrapport import SAKNAS_I_PROFILEN
from analys.present.tabeller import kommunomdomen
from analys.present.tal import Tal
from analys.present.underlag import Underlag
from analys.stats.omdome import Omdome
from analys.stats.skillnad import Forandring

FORSLAG = (
    "Förslag, automatiskt formulerade ur siffrorna. De bygger på säkerställda skillnader och på mål, gäller "
    "arbetssättet och nämner aldrig en kommun. Stryk och lägg till."
)
INGA_FRAGOR = "Utfallet ger inga frågor av sig självt: inget har förändrats säkerställt, och inget mål är missat."


@dataclass(frozen=True)
class _Utfall:
    """What the rules look at of one measure: its figure, its change and its verdict (None where it has none)."""

    indikator: Indikator
    tal: Tal
    andring: Andring
    omdome: Omdome | None

    @property
    def namn(self) -> str:
        return svenska.liten_bokstav(self.indikator.kort)

    @property
    def andrad(self) -> Omdome | None:
        """In which direction the measure has changed, or None where no change is shown."""
        if self.andring.ord is not Forandring.SAKERSTALLD:
            return None
        return Omdome.HOGRE if self.andring.okar else Omdome.LAGRE

    @property
    def skild(self) -> Omdome | None:
        """In which direction the measure differs from its comparator, or None where no difference is shown."""
        return self.omdome if self.omdome and self.omdome.sakerstallt else None

    def onskat(self, hall: Omdome | None) -> bool | None:
        """Return whether a direction is the wanted one; None without a direction or where nobody has said."""
        return None if hall is None else self.indikator.onskat(hogre=hall is Omdome.HOGRE)


def fragor(underlag: Underlag) -> Text:
    """Return the report's standing questions for reflection and dialogue, from the region's profile."""
    rapport, rubrik = underlag.profil.indikatorrapport, "Frågor för nämnden att samtala om"
    if rapport is None:
        return Text(underlag.omrade.kod, (SAKNAS_I_PROFILEN,), rubrik)
    if not rapport.fragor:
        return Text(underlag.omrade.kod, (f"{rapport.fragor_kalla}.",), rubrik)
    return Text(underlag.omrade.kod, rapport.fragor, rubrik, slag="ruta", fot=f"Källa: {rapport.fragor_kalla}.")


def forslag_till_fragor(underlag: Underlag) -> Text:
    """Return the questions that the page's outcome raises about the process, marked as proposals."""
    rapport, rubrik = underlag.profil.indikatorrapport, "Förslag till frågor om arbetssättet"
    if rapport is None:
        return Text(underlag.omrade.kod, (SAKNAS_I_PROFILEN,), rubrik)
    grupper = {namn: [_utfall(underlag, i) for i in matt] for namn, matt in rapport.grupper.items()}
    alla = [u for grupp in grupper.values() for u in grupp]
    stycken = (
        *_balans(underlag, alla),
        *_andrade(alla),
        *(fraga for namn, grupp in grupper.items() for fraga in _mal(namn, grupp)),
        *_skilda(alla),
        *_variation(underlag, alla),
        *_underlaget(underlag, alla),
    )
    return Text(underlag.omrade.kod, stycken or (INGA_FRAGOR,), rubrik, slag="lista", fot=FORSLAG)


def sedan_i_fjol(underlag: Underlag) -> Text:
    """Return which of the one page's measures have changed since the same period last year, and how many could be."""
    rapport, rubrik = underlag.profil.indikatorrapport, "Sedan i fjol"
    if rapport is None:
        return Text(underlag.omrade.kod, (SAKNAS_I_PROFILEN,), rubrik)
    alla = [_utfall(underlag, i) for i in rapport.matt]
    provade = [u for u in alla if u.andring.ord in (Forandring.SAKERSTALLD, Forandring.INGEN)]
    antal = sum(u.andrad is not None for u in provade)
    fot = "Jämfört med samma period året före. En säkerställd förändring är större än slumpen rimligen kan förklara."
    if not provade:
        text = f"Inget av {svenska.raknetal(len(alla), 'ett')} mått kan jämföras med i fjol."
        return Text(underlag.omrade.kod, (f"**{text}**",), rubrik, slag="lista", fot=fot)
    vilka = svenska.raknetal(antal, "ett") if antal else "inget"
    stycken = [
        f"**{svenska.stor_bokstav(vilka)} av {svenska.raknetal(len(provade), 'ett')} mått har förändrats "
        "säkerställt sedan i fjol.**"
    ]
    for hall, ord_ in ((Omdome.HOGRE, "Högre"), (Omdome.LAGRE, "Lägre")):
        if namn := [_fran_till(u) for u in provade if u.andrad is hall]:
            stycken.append(f"**{ord_}:** {svenska.lista(namn)}.")
    if bestand := [u.namn for u in alla if u.andring.ord is Forandring.BESTAND and u.tal.finns]:
        stycken.append(f"**Prövas inte:** {svenska.lista(bestand)}. Det är till stor del samma personer som i fjol.")
    return Text(underlag.omrade.kod, tuple(stycken), rubrik, slag="lista", fot=fot)


def _fran_till(u: _Utfall) -> str:
    return f"{u.namn} ({u.andring.fore.varde} till {u.andring.nu.varde})"


def _utfall(underlag: Underlag, indikator: str) -> _Utfall:
    period = underlag.period_for(indikator)
    return _Utfall(
        underlag.katalog[indikator],
        underlag.tal(indikator, period),
        andring(underlag, indikator),
        underlag.omdome(indikator, period),
    )


def _balans(underlag: Underlag, alla: list[_Utfall]) -> Iterator[str]:
    """Yield a question where a measure went the wanted way while the one that keeps it honest went the other.

    Of a balance measure without a wanted direction any shown change is said.
    """
    for u in alla:
        for annan in (_utfall(underlag, i) for i in u.indikator.balansmatt):
            for vad, hall, motpart in (
                ("har gått åt önskat håll sedan samma period i fjol", u.andrad, annan.andrad),
                (f"skiljer sig åt önskat håll från {_mot(u.indikator)}", u.skild, annan.skild),
            ):
                if u.onskat(hall) and motpart and not annan.onskat(motpart):
                    ord_ = "högre" if motpart is Omdome.HOGRE else "lägre"
                    yield (
                        f"**Läs tillsammans:** {u.namn} {vad}, men {annan.namn} är samtidigt säkerställt {ord_}. "
                        "Vad vet vi om hur de två hänger ihop?"
                    )


def _andrade(alla: list[_Utfall]) -> Iterator[str]:
    """Yield what has changed since last year."""
    andrade = [u for u in alla if u.andrad]
    for hall, ord_ in ((Omdome.HOGRE, "högre"), (Omdome.LAGRE, "lägre")):
        if namn := [_fran_till(u) for u in andrade if u.andrad is hall]:
            yield (
                f"**Förändring:** säkerställt {ord_} än samma period i fjol: {svenska.lista(namn)}. "
                "Vad har ändrats i arbetssätt eller registrering, och vill vi fortsätta åt det hållet?"
            )


def _mal(grupp: str, utfall: list[_Utfall]) -> Iterator[str]:
    """Yield which targets are missed in one group of the page."""
    missade = [u.namn for u in utfall if u.tal.finns and u.tal.nar_malet not in ("", "når målet")]
    if missade:
        yield (
            f"**Mål, {svenska.liten_bokstav(grupp)}:** {svenska.lista(missade)} når inte målet. Vilket steg i "
            "processen behöver vi förstå bättre, och vem följer det?"
        )


def _skilda(alla: list[_Utfall]) -> Iterator[str]:
    """Yield what differs from the comparator."""
    for jamforelse in Jamforelse:
        egna = [u for u in alla if u.indikator.jamfors_med is jamforelse and u.skild]
        for hall, ord_ in ((Omdome.HOGRE, "högre"), (Omdome.LAGRE, "lägre")):
            if namn := [u.namn for u in egna if u.skild is hall]:
                yield (
                    f"**Jämförelse:** säkerställt {ord_} än {_mot(egna[0].indikator)}: {svenska.lista(namn)}. "
                    "Vad vet vi om varför, och vad behöver vi fråga verksamheten?"
                )


def _variation(underlag: Underlag, alla: list[_Utfall]) -> Iterator[str]:
    """Yield where kommuner differ from what they are compared with, without saying which."""
    namn = []
    for u in alla:
        i = u.indikator
        if i.lagsta_niva == "kommun" and any(
            o.sakerstallt for o in kommunomdomen(underlag, i.id, u.tal.period).values()
        ):
            namn.append(u.namn)
    if namn:
        yield (
            f"**Variation:** kommunerna skiljer sig säkerställt åt i {svenska.lista(namn)}. Vilka delar av "
            "arbetssättet skiljer sig, och vad kan vi lära av varandra?"
        )


def _underlaget(underlag: Underlag, alla: list[_Utfall]) -> Iterator[str]:
    """Yield what cannot be judged because of the data."""
    tackning = {u.tal.tackning for u in alla if u.tal.finns and underlag.lag_tackning(u.tal)}
    if tackning:
        yield (
            f"**Underlag:** täckningsgraden är {svenska.lista(sorted(tackning))} i något mått. Vad vet vi om dem som "
            "inte är registrerade?"
        )
    if osakra := [u.namn for u in alla if u.tal.rad["status"] == "ej_sakerstalld"]:
        yield (
            f"**Underlag:** data är inte säkerställda för {svenska.lista(osakra)}. "
            "Vad krävs för att de ska kunna bedömas?"
        )


def _mot(mitt: Indikator) -> str:
    """Return the comparator without the name of any område."""
    return {Jamforelse.REGIONEN: "regionens värde", Jamforelse.RIKET: "riket"}[mitt.jamfors_med]
