"""The region profile (``data/regioner/<id>.toml``): everything that differs between regions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from analys import svenska
from analys.errors import DataError, DisclosureError, Filfel, UsageError
from analys.hem import Hem
from analys.manaden import Leveransplan, Motesdag, fel_i_planen
from analys.omraden import LANDET, UTANFOR, Kommungrupp, Omrade, las_omraden
from analys.tomlfil import bygg, las_toml
from analys.utseende import Utseende, las_utseende

MINSTA_TROSKEL = 5


@dataclass(frozen=True)
class Rojande:
    """The disclosure rule: counts of 1 to ``troskel`` - 1 are hidden. Decided by the data owner (``beslutad_av``).

    In the release of the month ``revisionsmanad`` (1-12) every published figure is renewed. ``manadsvis``: the kommuner
    that are large enough to be printed month by month, the others by tertial and year; empty: all are.
    """

    troskel: int
    beslutad_av: str
    revisionsmanad: int
    manadsvis: tuple[str, ...] = ()


@dataclass(frozen=True)
class Roller:
    """Who may see the kommuner's figures without protection (``intern_samverkan``), and single patients' lists.

    Without roles in ``intern_patient`` no list of patients is made.
    """

    intern_samverkan: tuple[str, ...]
    kalla: str
    intern_patient: tuple[str, ...] = ()


@dataclass(frozen=True)
class Brott:
    """A break in a series: before and after cannot be compared."""

    datum: date
    indikatorer: tuple[str, ...]
    orsak: str
    kalla: str


@dataclass(frozen=True)
class Datastatus:
    """Months (from the first of one to the last day of another) of which a table's data are not yet to be trusted."""

    tabell: str
    fran: date
    till: date
    orsak: str
    kalla: str


@dataclass(frozen=True)
class Riktmarke:
    """The days in an agreement, for the year that it was set for and no other."""

    ar: int
    dagar: float
    kalla: str


@dataclass(frozen=True)
class Belopp:
    """What a day of payment responsibility costs, for the year that it was set for and no other."""

    ar: int
    kronor: int
    kalla: str


class Formel(StrEnum):
    """How an average-day model counts the days to pay for."""

    OKAND = "okand"  # not known: they are not computed
    ALLA_DAGAR_I_ANSVAR = "alla_dagar_i_ansvar"  # every day of the months when the responsibility applies


@dataclass(frozen=True)
class Genomsnittsmodell:
    """The agreement on payment responsibility by average days; what is not known of it is empty.

    ``grans``: more days than this in ``manader`` months in a row (``poolas``: in all of them together) start the
    responsibility with the next month; ``slut_manader`` in a row at or below end it.
    """

    namn: str
    indikator: str
    galler_fran: date
    formel: Formel
    kalla: str
    grans: float | None = None
    manader: int = 0
    poolas: bool = False
    slut_manader: int = 0
    verkan: str = ""
    riktmarken: tuple[Riktmarke, ...] = ()
    belopp: tuple[Belopp, ...] = ()

    def riktmarke(self, ar: int) -> Riktmarke | None:
        """Return the year's own riktmärke, or None: that of another year does not apply."""
        return next((r for r in self.riktmarken if r.ar == ar), None)

    def belopp_for(self, ar: int) -> Belopp | None:
        """Return the year's own amount, or None: that of another year does not apply."""
        return next((b for b in self.belopp if b.ar == ar), None)


@dataclass(frozen=True)
class Tackningsgrans:
    """The share of an område's care that a source must see before its figures may be compared."""

    minst: float
    kalla: str


@dataclass(frozen=True)
class Dodsplatser:
    """The places of death whose units are the kommun's own; the others are shown for the region alone."""

    kommunens: tuple[str, ...]
    kalla: str


@dataclass(frozen=True)
class Licens:
    """On what terms the release's figures may be used by others."""

    namn: str
    titel: str
    lank: str
    kalla: str


@dataclass(frozen=True)
class Tillganglighet:
    """What the accessibility statement says that only the region can know."""

    tillsyn: str
    tillsyn_adress: str
    granskning: str
    uppdaterad: date
    kalla: str


class Kontinuitetsslag(StrEnum):
    """What a region's own measure of continuity with doctors is."""

    OKAND = "okand"  # the source does not say: it is not shown and stands beside nothing
    COC = "coc"  # the COC index times 100: the same as Ko5
    UPC = "upc"  # the share of a patient's visits with the doctor seen most often
    FAST_LAKARE = "fast_lakare"  # the share of visits with the patient's own fast läkare


@dataclass(frozen=True)
class Kontinuitetsmatt:
    """The region's own measure of continuity: what it is called, which kind it is, and where that is said."""

    namn: str
    slag: Kontinuitetsslag
    kalla: str


@dataclass(frozen=True)
class Planeringsspar:
    """The names of the region's planning tracks by their code; a colour is a name, not a grade."""

    namn: dict[str, str]
    kalla: str


@dataclass(frozen=True)
class Hopp:
    """When a month's number of rows is a jump: this share from the median of the twelve months before it.

    A month without rows was not delivered where a kommun usually has ``lucka_fran`` rows or more; else there were none.
    """

    varna_vid: float
    stort_vid: float
    minsta_median: int
    lucka_fran: int
    kalla: str


@dataclass(frozen=True)
class Indikatorrapport:
    """The report on one page: measures in groups along a person's way, and what its readers are asked to discuss.

    ``grupper``: heading to measures, both in the order of the page. ``nationella``: those that are common to the
    country; empty where the source does not say which they are.
    """

    kalla: str
    grupper: dict[str, tuple[str, ...]]
    nationella: tuple[str, ...]
    nationella_kalla: str
    fragor: tuple[str, ...]
    fragor_kalla: str

    @property
    def matt(self) -> tuple[str, ...]:
        """Every measure of the page, in its order."""
        return tuple(i for grupp in self.grupper.values() for i in grupp)


@dataclass(frozen=True)
class Analysvag:
    """Who is called for which kommuner when a delay is to be analysed, and what they do."""

    namn: str
    kontaktas: str
    kommuner: tuple[str, ...]
    kalla: str


@dataclass(frozen=True)
class Tidsgrans:
    """The most calendar days that a step may take to be on time."""

    dagar: int
    kalla: str


@dataclass(frozen=True)
class FordrojdHemgang:
    """When the discharge of patients is analysed: the measures of the signal, its limit, who is called, steps on time.

    ``indikator``: mean days; more than ``signal_over_dagar`` in a month is a signal. ``indikator_langa``: the share of
    long stays, whose own limit (``minst_dagar``) says which stays are analysed. ``i_tid``: by step. ``hantering``: how
    lists of patients may be sent and talked about.
    """

    indikator: str
    indikator_langa: str
    signal_over_dagar: float
    analysvagar: tuple[Analysvag, ...]
    i_tid: dict[str, Tidsgrans]
    hantering: str
    kalla: str

    def analysvag(self, kommun: str) -> Analysvag:
        """Return who is called for a kommun."""
        return next(v for v in self.analysvagar if kommun in v.kommuner)


@dataclass(frozen=True)
class Gallringsfrister:
    """How many days the program's own files may lie unchanged before ``analys gallra`` shows them."""

    tabeller_dagar: int
    arbetslistor_dagar: int
    karantan_dagar: int
    internt_dagar: int
    register_dagar: int
    kalla: str


@dataclass(frozen=True)
class Regionprofil:
    """One region's settings; every unsure rule is here with its source, never in the code."""

    id: str
    kod: str
    namn: str
    omradesnamn: str
    kommuner: tuple[str, ...]
    rapportserie: str
    teman: tuple[str, ...]
    mottagare: tuple[str, ...]
    kontakt: str
    personuppgiftsansvarig: str
    rattslig_grund: str
    gallring: str
    rojande: Rojande
    roller: Roller
    hopp: Hopp
    licens: Licens
    tillganglighet: Tillganglighet
    brott: tuple[Brott, ...] = ()
    tackningsgrans: dict[str, Tackningsgrans] = field(default_factory=dict)
    dodsplatser: Dodsplatser = Dodsplatser((), "")
    kontinuitetsmatt: Kontinuitetsmatt | None = None
    planeringsspar: Planeringsspar = field(default_factory=lambda: Planeringsspar({}, ""))
    datastatus: tuple[Datastatus, ...] = ()
    genomsnittsmodell: Genomsnittsmodell | None = None
    indikatorrapport: Indikatorrapport | None = None
    interna_teman: tuple[str, ...] = ()
    utseende: Utseende = field(default_factory=Utseende)
    fordrojd_hemgang: FordrojdHemgang | None = None
    gallringsfrister: Gallringsfrister | None = None
    motesdagar: tuple[Motesdag, ...] = ()
    leveranser: tuple[Leveransplan, ...] = ()
    jamforbara: tuple[Kommungrupp, ...] = ()
    omraden: tuple[Omrade, ...] = ()
    andra_kommuner: tuple[Omrade, ...] = ()

    def omrade(self, kod: str) -> Omrade:
        """Return the område with this code (the region itself, one of its kommuner, or outside)."""
        return next(o for o in self.omraden if o.kod == kod)

    @property
    def rapportomraden(self) -> tuple[Omrade, ...]:
        """Those that get a report: the region first, then its kommuner in the profile's fixed order."""
        return tuple(o for o in self.omraden if o.kod in {self.kod, *self.kommuner})

    def jamforbara_med(self, kommun: str) -> Kommungrupp | None:
        """Return the group of comparable kommuner that a kommun belongs to, if the profile has one."""
        return next((g for g in self.jamforbara if kommun in g.kommuner), None)

    def utan_manader(self, indikator: str) -> tuple[str, ...]:
        """Return the kommuner whose figures of a measure are not printed by month; the agreement's own always are."""
        if self.genomsnittsmodell and indikator == self.genomsnittsmodell.indikator:
            return ()
        return tuple(k for k in self.kommuner if self.rojande.manadsvis and k not in self.rojande.manadsvis)

    def ej_sakerstallda(self, tabeller: Iterable[str], fran: date, slut: date) -> list[Datastatus]:
        """Return which of the tables' data are not yet to be trusted on a day from ``fran``, before ``slut``."""
        return [d for d in self.datastatus if d.tabell in tabeller and d.fran < slut and d.till >= fran]

    def brott_for(self, indikator: str) -> list[Brott]:
        """Return the breaks in a measure's series."""
        return [b for b in self.brott if not b.indikatorer or indikator in b.indikatorer]


def las_profil(hem: Hem, region: str) -> Regionprofil:
    """Return the profile of ``region`` (its id, or its name with or without å ä ö).

    Raises
    ------
    UsageError : no such profile.
    DataError : the profile has an unknown, missing or mistyped key.
    DisclosureError : no threshold is written, or one below 5.
    """
    profiler = {f.stem: f for f in sorted(hem.regioner.glob("*.toml"))}
    sokt = svenska.slug(region.removeprefix("Region "))
    if sokt not in profiler:
        raise UsageError(
            f'Regionen "{region}" har ingen profil.{svenska.liknar(region, profiler)} '
            f"Profiler finns för {svenska.lista(profiler)} (data/regioner)."
        )
    fil = profiler[sokt]
    varden = las_toml(fil)
    if not isinstance(varden.get("rojande"), dict) or "troskel" not in varden["rojande"]:
        raise DisclosureError(
            f"{fil.name}: tröskeln för små tal saknas. Skriv [rojande] troskel = 5 (eller högre) och vem som beslutat."
        )
    profil = bygg(Regionprofil, varden | {"id": fil.stem}, fil.name)
    if profil.rojande.troskel < MINSTA_TROSKEL:
        raise DisclosureError(
            f"{fil.name}: tröskeln för små tal är {profil.rojande.troskel}. Den måste vara minst {MINSTA_TROSKEL}."
        )
    if not 1 <= profil.rojande.revisionsmanad <= 12:
        raise DataError([Filfel(fil.name, "revisionsmanad är ingen månad.", "Skriv ett tal från 1 till 12.")])
    alla = las_omraden(hem.omraden)
    if okanda := [k for k in profil.kommuner if k not in alla or alla[k].region != profil.kod]:
        gor = f"Rätta kommuner i profilen; koderna har fyra siffror och hör till {profil.kod}."
        raise DataError([Filfel(fil.name, f"kommunen {k} finns inte i regionen.", gor) for k in okanda])
    if fel := fel_i_planen(profil.leveranser, profil.kommuner, fil.name):
        raise DataError(fel)
    if profil.fordrojd_hemgang:
        vagar = sorted(k for v in profil.fordrojd_hemgang.analysvagar for k in v.kommuner)
        if vagar != sorted(profil.kommuner):
            gor = "Varje kommun ska stå i en och bara en analysväg."
            raise DataError([Filfel(fil.name, "analysvägarna i fordrojd_hemgang har inte regionens kommuner.", gor)])
    if okanda := [k for g in profil.jamforbara for k in g.kommuner if k not in profil.kommuner]:
        gor = "Rätta kommuner under jamforbara; det ska vara någon av regionens kommuner."
        raise DataError(
            [Filfel(fil.name, f"kommunen {k} under jamforbara finns inte i regionen.", gor) for k in okanda]
        )
    egen = Omrade(profil.kod, profil.namn, profil.kod, profil.omradesnamn)
    utanfor = Omrade(UTANFOR, f"Utanför {profil.omradesnamn} eller okänd", profil.kod, "Utanför eller okänd")
    omraden = (egen, *(alla[k] for k in profil.kommuner), utanfor, LANDET)
    if okanda := [k for k in profil.rojande.manadsvis if k not in profil.kommuner]:
        gor = "Rätta manadsvis; det ska vara någon av regionens kommuner."
        raise DataError([Filfel(fil.name, f"kommunen {k} under rojande finns inte i regionen.", gor) for k in okanda])
    andra = tuple(o for kod, o in sorted(alla.items()) if not o.ar_region and kod not in profil.kommuner)
    utseende = las_utseende(profil.utseende, hem.regioner, fil.name)
    return Regionprofil(**(vars(profil) | {"omraden": omraden, "andra_kommuner": andra, "utseende": utseende}))
