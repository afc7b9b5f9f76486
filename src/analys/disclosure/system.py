"""What an attacker knows beforehand: every count as an unknown, and the equations that the counts must obey.

All unknowns are whole numbers >= 0. An inequality (täljare <= nämnare) is an equation with an unknown of its own for
the difference, so the whole knowledge is ``A v = b``. Where a sum holds only nearly (a person moved between two
kommuner) the attacker is taken to know the difference too: that can only make the protection stronger.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from analys.disclosure.uppslag import INGEN, Heltal, Uppslag
from analys.identitet import Identitet, Slag
from analys.katalog import Indikator, Katalog, OverTid, Skala, Skydda, StatistiskTyp
from analys.omraden import UTANFOR
from analys.period import Periodtyp
from analys.region import Regionprofil
from analys.utfall import ALLA

Flyttal = NDArray[np.float64]
Mask = NDArray[np.bool_]
NAMNER = {Slag.TALJARE, Slag.NAMNARE, Slag.TALJARE_I_GRUPP, Slag.TALJARE_GRUPPER, Slag.NAMNARE_GRUPPER}
"""The identities by which a printed count gives another count, or a sum of them."""
KORT = 3
"""So many months between the ends of two windows are looked at one by one: in so few a total may well be none."""
RUM = 20
"""How far from the truth, in T, a count may move in the worlds that are looked at."""


@dataclass(frozen=True)
class System:
    """The unknowns with their true values, and the equations ``a @ v = b``.

    ``taljare, namnare`` give, per row of the Utfall, the number of its unknown (`INGEN`: no count of people or events).
    ``missade`` gives nämnare minus täljare, for the rows of measures where that is protected too. ``strackor`` are
    the unknowns that no row has, counts of the months between the ends of two windows, and a row that holds each.
    """

    varden: Flyttal
    a: csr_array
    taljare: Heltal
    namnare: Heltal
    missade: Heltal
    strackor: dict[int, int]

    @classmethod
    def av(cls, varden: Flyttal, a: csr_array) -> System:
        """Return unknowns that no row of a table is said to have."""
        inga = np.array([], dtype=np.int64)
        return cls(varden, a, inga, inga, inga, {})

    @property
    def antal(self) -> int:
        """How many unknowns there are."""
        return len(self.varden)


def bygg_system(utfall: pd.DataFrame, tryckt: Mask, katalog: Katalog, profil: Regionprofil) -> System:
    """Return the unknowns and equations of the rows ``tryckt`` of an Utfall (columns `utfall.KOLUMNER`, index 0..n-1).

    Rows that are never printed have no unknown of their own but when a printed one names them, or when they are the few
    months (`KORT`) between the ends of two printed windows: what the others allow is what their sums allow. Measures
    with ``skydda = "inget"`` are known to everybody and have none either.
    """
    bygge = _Bygge(utfall, tryckt.copy(), katalog, profil)
    for i in bygge.matt:
        bygge.lika(i)
    bygge.numrera()
    for i in bygge.matt:
        bygge.summor(i)
        bygge.over_tid(i)
        bygge.personer_over_tid(i)
        bygge.samband(i)
    bygge.delar_av_namnaren()
    return System(np.array(bygge.varden), bygge.matris(), bygge.taljare, bygge.namnare, bygge.missade, bygge.strackor)


@dataclass
class _Bygge:
    """A system while it is built: row r has the täljare r and the nämnare n + r until equal unknowns become one."""

    hela: pd.DataFrame
    tryckt: Mask
    katalog: Katalog
    profil: Regionprofil
    par: list[tuple[Heltal, Heltal]] = field(default_factory=list)
    termer: list[tuple[Heltal, Heltal, Flyttal]] = field(default_factory=list)
    ekvationer: int = 0
    strackor: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        u, n = self.hela, len(self.hela)
        self.matt = [i for i in self.katalog.values() if i.skydda is not Skydda.INGET]
        self.alla_per_matt = {i: np.asarray(r) for i, r in u.groupby("indikator", sort=False).indices.items()}
        self.uppslag = Uppslag(u)
        self.sok = self.uppslag.sok
        sedda = -1
        while sedda < (sedda := int(self.tryckt.sum())):
            self._med_namnda()
            self._med_korta()
        har_taljare = [i.id for i in self.matt if i.skala is not Skala.MEDEL]  # a sum of days is no count
        har_namnare = [i.id for i in self.matt if i.skala in {Skala.ANDEL, Skala.MEDEL}]  # inhabitants are known
        rad = np.arange(n)
        self.taljare = np.where(self.tryckt & u["indikator"].isin(har_taljare) & u["taljare"].notna(), rad, INGEN)
        self.namnare = np.where(self.tryckt & u["indikator"].isin(har_namnare) & u["namnare"].notna(), rad + n, INGEN)
        self.missade = np.full(n, INGEN)

    def _med_namnda(self) -> None:
        """Count in the rows that an identity of a printed row names: their counts may follow from it."""
        for i in self.matt:
            rader = self.egna(i)[0]
            for s in (s for s in i.samband if s.slag in NAMNER):
                grupper = [*self.katalog[s.matt].grupper_i(s.dimension), ALLA] if s.grupp else [""]
                for grupp in grupper:
                    namnda = self.sok(rader, {"indikator": s.matt} | ({s.dimension: grupp} if grupp else {}))
                    self.tryckt[namnda[namnda != INGEN]] = True

    def _med_korta(self) -> None:
        """Count in the months of stretches of at most `KORT` months that two windows of a series leave between them.

        The windows' difference holds them, and what else is printed of those months (nobody at all, say) may tell one.
        """
        for i in self.matt:
            if not _summeras(i):
                continue
            rader = self.alla_per_matt.get(i.id, np.array([], dtype=np.int64))
            borjar, slutar = self.uppslag.borjar(rader), self.uppslag.slutar(rader)
            serier, tryckt = self.uppslag.serier(rader), self.tryckt[rader]
            manadsvis = (slutar == borjar + 1) & ~tryckt
            for serie in np.unique(serier[tryckt]):
                egna = serier == serie
                granser = np.unique(np.concatenate([borjar[egna & tryckt], slutar[egna & tryckt]]))
                kandidater = np.flatnonzero(egna & manadsvis)
                efter = np.searchsorted(granser, borjar[kandidater], side="right")
                inom = (efter > 0) & (efter < len(granser))
                efter = np.minimum(efter, len(granser) - 1)
                korta = inom & (granser[efter] - granser[efter - 1] <= KORT)
                self.tryckt[rader[kandidater[korta]]] = True

    def okand(self, kind: Heltal, rader: Heltal) -> Heltal:
        """Return the unknowns of rows, of which some may be `INGEN`."""
        return np.where(rader == INGEN, INGEN, kind[rader])

    def egna(self, i: Indikator) -> tuple[Heltal, pd.DataFrame]:
        """Return the rows of a measure."""
        rader = self.alla_per_matt.get(i.id, np.array([], dtype=np.int64))
        rader = rader[self.tryckt[rader]]
        return rader, self.hela.iloc[rader]

    def lika(self, i: Indikator) -> None:
        """Gather which of a measure's unknowns are one and the same count as another."""
        rader, u = self.egna(i)
        for s in i.samband:
            andras = self.sok(rader, {"indikator": s.matt} | ({s.dimension: s.grupp} if s.grupp else {}))
            if s.slag in {Slag.TALJARE, Slag.TALJARE_I_GRUPP}:
                self.par.append((self.taljare[rader], self.okand(self.taljare, andras)))
            elif s.slag is Slag.NAMNARE:
                self.par.append((self.namnare[rader], self.okand(self.taljare, andras)))
            elif s.slag is Slag.NAMNARE_NAMNARE:
                self.par.append((self.namnare[rader], self.okand(self.namnare, andras)))
        if i.fordelas_over:  # every group's nämnare is the total
            self.par.append((self.namnare[rader], self.okand(self.taljare, self.sok(rader, {i.fordelas_over: ALLA}))))
        ar = rader[(u["periodtyp"] == str(Periodtyp.AR)).to_numpy()]
        r12 = self.sok(ar, {"periodtyp": str(Periodtyp.R12)})
        for kind in (self.taljare, self.namnare):
            self.par.append((kind[ar], self.okand(kind, r12)))

    def numrera(self) -> None:
        """Give every distinct unknown its number and its true value."""
        n = 2 * len(self.hela)
        a, b = (np.concatenate(d) for d in zip(*self.par, strict=True)) if self.par else (np.array([], int),) * 2
        bada = (a != INGEN) & (b != INGEN)
        _, etikett = connected_components(coo_array((np.ones(bada.sum()), (a[bada], b[bada])), shape=(n, n)), False)
        anvanda = np.concatenate([self.taljare[self.taljare != INGEN], self.namnare[self.namnare != INGEN]])
        kvar, ny = np.unique(etikett[anvanda], return_inverse=True)
        tal = np.concatenate([self.hela[k].to_numpy(float, na_value=np.nan) for k in ("taljare", "namnare")])
        varden = np.empty(len(kvar))
        varden[ny] = tal[anvanda]
        nummer = np.full(n, INGEN)
        nummer[anvanda] = ny
        self.taljare, self.namnare = (np.where(v == INGEN, INGEN, nummer[v]) for v in (self.taljare, self.namnare))
        self.varden = varden.tolist()

    def summor(self, i: Indikator) -> None:
        """Add that groups and kommuner sum to their total, where all of them are there."""
        rader, u = self.egna(i)
        kinder = [self.taljare] if i.fordelas_over else [self.taljare, self.namnare]
        for s in i.samband:
            if s.slag is Slag.SUMMA_GRUPPER:
                delar = (u[s.dimension] != ALLA).to_numpy()
                till, antal = {s.dimension: ALLA}, len(i.grupper_i(s.dimension))
            elif s.slag in {Slag.SUMMA_KOMMUNER, Slag.SUMMA_MED_UTANFOR}:
                med = [*self.profil.kommuner, *([UTANFOR] if s.slag is Slag.SUMMA_MED_UTANFOR else [])]
                delar, antal = u["omrade"].isin(med).to_numpy(), len(med)
                till = {"omrade": self.profil.kod}
            else:
                continue
            for kind in kinder:
                self._summera(kind, rader[delar], self.sok(rader[delar], till), antal)

    def _summera(self, kind: Heltal, delar: Heltal, hela: Heltal, antal: int) -> None:
        """Add one equation per total: the sum of its ``antal`` parts."""
        okanda, summa = kind[delar], self.okand(kind, hela)
        med = (okanda != INGEN) & (summa != INGEN)
        grupp, nummer, storlek = np.unique(hela[med], return_inverse=True, return_counts=True)
        fulla = (storlek == antal)[nummer]
        self._ekvationer(
            len(grupp),
            (nummer[fulla], okanda[med][fulla], 1.0),
            (np.flatnonzero(storlek == antal), kind[grupp[storlek == antal]], -1.0),
        )

    def over_tid(self, i: Indikator) -> None:
        """Add that each window is the sum of the stretches between windows' ends, for measures that add up over time.

        A stretch that is a window itself is that window's unknown; another has one of its own, with the value that its
        months give. Windows with a month that is missing say nothing.
        """
        if not _summeras(i):
            return
        rader = self.alla_per_matt.get(i.id, np.array([], dtype=np.int64))
        serier = self.uppslag.serier(rader)
        manadsvis = (self.hela["periodtyp"].iloc[rader] == str(Periodtyp.MANAD)).to_numpy()
        for kind, tal in ((self.taljare, "taljare"), (self.namnare, "namnare")):
            alla = self.hela[tal].iloc[rader].to_numpy(float, na_value=np.nan)
            for serie in np.unique(serier):
                egna = serier == serie
                fonster = rader[egna & (kind[rader] != INGEN)]
                if len(fonster):
                    manader = rader[egna & manadsvis]
                    self._strackor(kind[fonster], fonster, manader, alla[egna & manadsvis])

    def personer_over_tid(self, i: Indikator) -> None:
        """Add that a window holds at least the persons of each month in it, and at most their sum: each counts once.

        Left out is what says nothing within `RUM`, and what is not true (a person who moved counts elsewhere).
        """
        if i.over_tid is not OverTid.EGEN:
            return
        rader = self.egna(i)[0]
        serier = self.uppslag.serier(rader)
        borjar, slutar = self.uppslag.borjar(rader), self.uppslag.slutar(rader)
        for kind in (self.taljare, self.namnare):
            for serie in np.unique(serier):
                egna = (serier == serie) & (kind[rader] != INGEN)
                manader = np.flatnonzero(egna & (slutar == borjar + 1))
                for fonster in np.flatnonzero(egna & (slutar > borjar + 1)):
                    inom = (borjar[manader] >= borjar[fonster]) & (slutar[manader] <= slutar[fonster])
                    delar, hela = kind[rader[manader[inom]]], int(kind[rader[fonster]])
                    rest = self.varden[hela] - np.array([self.varden[d] for d in delar])
                    trang = delar[(rest >= 0) & (rest < 2 * RUM * self.profil.rojande.troskel)]
                    self._hogst(trang, np.full(len(trang), hela))
                    if len(delar) == slutar[fonster] - borjar[fonster]:
                        self._hogst_summan(hela, delar)

    def _hogst_summan(self, hela: int, delar: Heltal) -> None:
        """Add that one unknown is at most the sum of others."""
        rest = sum(self.varden[d] for d in delar) - self.varden[hela]
        if 0 <= rest < 2 * RUM * self.profil.rojande.troskel:
            ettor = np.zeros(len(delar), dtype=np.int64)
            nu = np.array([len(self.varden)])
            self.varden.append(rest)
            self._ekvationer(1, (ettor[:1], np.array([hela]), 1.0), (ettor[:1], nu, 1.0), (ettor, delar, -1.0))

    def _strackor(self, okanda: Heltal, fonster: Heltal, manader: Heltal, tal: Flyttal) -> None:
        """Add the equations of one series: its windows (unknowns and rows) and the values of its months."""
        borjar, slutar = self.uppslag.borjar(fonster), self.uppslag.slutar(fonster)
        granser = np.unique(np.concatenate([borjar, slutar]))
        forsta, sista = np.searchsorted(granser, borjar), np.searchsorted(granser, slutar)
        stracka = np.full(len(granser) - 1, INGEN)
        stracka[forsta[sista == forsta + 1]] = okanda[sista == forsta + 1]
        per_manad = dict(zip(self.uppslag.borjar(manader).tolist(), tal.tolist(), strict=True))
        behovs = np.zeros(len(stracka), dtype=bool)
        for fran, till in zip(forsta, sista, strict=True):
            behovs[fran:till] |= till > fran + 1
        for nr in np.flatnonzero(behovs & (stracka == INGEN)):
            summa = sum(per_manad.get(m, np.nan) for m in range(granser[nr], granser[nr + 1]))
            if not np.isnan(summa):
                stracka[nr] = len(self.varden)
                self.strackor[len(self.varden)] = fonster[(forsta <= nr) & (nr < sista)][0]
                self.varden.append(summa)
        for fran, till, hela in zip(forsta, sista, okanda, strict=True):
            delar = stracka[fran:till]
            if till > fran + 1 and (delar != INGEN).all():
                ettor = np.zeros(len(delar), dtype=np.int64)
                self._ekvationer(1, (ettor[:1], np.array([hela]), -1.0), (ettor, delar, 1.0))

    def samband(self, i: Indikator) -> None:
        """Add what is at most something else, or the sum of some groups, and stocks with who comes and goes."""
        rader, u = self.egna(i)
        for s in i.samband:
            if s.slag is Slag.HOGST_TALJARE:
                self._hogst(self.taljare[rader], self.okand(self.taljare, self.sok(rader, {"indikator": s.matt})))
            elif s.slag is Slag.HOGST_NAMNARE:
                self._hogst(self.namnare[rader], self.okand(self.namnare, self.sok(rader, {"indikator": s.matt})))
            elif s.slag in {Slag.TALJARE_GRUPPER, Slag.NAMNARE_GRUPPER}:
                kind = self.taljare if s.slag is Slag.TALJARE_GRUPPER else self.namnare
                delar = [self.sok(rader, {"indikator": s.matt, s.dimension: g}) for g in s.grupper]
                self._rader_av([(kind[rader], -1.0), *((self.okand(self.taljare, d), 1.0) for d in delar)])
            elif s.slag is Slag.LAGER:
                self._lager(s, rader[(u["periodtyp"] == str(Periodtyp.MANAD)).to_numpy()])

    def _lager(self, s: Identitet, manader: Heltal) -> None:
        """Add that the stock of the next first of the month is this one's, plus who came, minus who left."""
        dag = {"indikator": s.lager, "periodtyp": str(Periodtyp.DAG)}
        led = [
            (self.sok(manader, dag, 1), -1.0),
            (self.sok(manader, dag), 1.0),
            (self.sok(manader, {"indikator": s.matt}), 1.0),
            (self.sok(manader, {"indikator": s.minus}), -1.0),
        ]
        self._rader_av([(self.okand(self.taljare, rader), k) for rader, k in led])

    def delar_av_namnaren(self) -> None:
        """Add that a share's täljare is at most its nämnare; those who missed out are an unknown of their own."""
        andelar = self.hela["indikator"].isin([i.id for i in self.matt if i.skala is Skala.ANDEL]).to_numpy()
        bada = self.hela["indikator"].isin([i.id for i in self.matt if i.skydda is Skydda.BADA]).to_numpy()
        rader = np.flatnonzero(
            andelar & (self.taljare != INGEN) & (self.namnare != INGEN) & (self.taljare != self.namnare)
        )
        par, nummer = np.unique(
            np.stack([self.taljare[rader], self.namnare[rader]], axis=1), axis=0, return_inverse=True
        )
        nya = self._hogst(par[:, 0], par[:, 1])
        self.missade[rader] = np.where(bada[rader], nya[nummer.ravel()], INGEN)

    def _hogst(self, liten: Heltal, stor: Heltal) -> Heltal:
        """Add liten + rest = stor with a new unknown for the rest; return the new ones (`INGEN`: a part is missing)."""
        med = (liten != INGEN) & (stor != INGEN) & (liten != stor)
        tal = np.array(self.varden)
        nya = np.full(len(liten), INGEN)
        nya[med] = len(tal) + np.arange(med.sum())
        self.varden.extend((tal[stor[med]] - tal[liten[med]]).tolist())
        self._rader_av([(liten[med], 1.0), (nya[med], 1.0), (stor[med], -1.0)])
        return nya

    def _rader_av(self, led: list[tuple[Heltal, float]]) -> None:
        """Add one equation per position, of all its terms; none where a term is missing."""
        med = np.all([okanda != INGEN for okanda, _ in led], axis=0)
        nummer = np.arange(med.sum())
        self._ekvationer(int(med.sum()), *((nummer, okanda[med], k) for okanda, k in led))

    def _ekvationer(self, antal: int, *termer: tuple[Heltal, Heltal, float]) -> None:
        for nummer, okanda, k in termer:
            self.termer.append((nummer + self.ekvationer, okanda, np.full(len(okanda), k)))
        self.ekvationer += antal

    def matris(self) -> csr_array:
        """Return the equations, those that say nothing and repeated ones left out."""
        form = (self.ekvationer, len(self.varden))
        rad, kol, koefficient = (np.concatenate(d) for d in zip(*self.termer, strict=True))
        a = csr_array(coo_array((koefficient, (rad, kol)), shape=form))
        a.sum_duplicates()
        a.eliminate_zeros()
        return utan_upprepningar(a)


def _summeras(i: Indikator) -> bool:
    """Return whether a measure's windows are the sums of their months."""
    return i.over_tid is OverTid.SUMMA and i.statistisk_typ is not StatistiskTyp.BESTAND


def utan_upprepningar(a: csr_array) -> csr_array:
    """Return the equations without those that say nothing, or what one before them says."""
    sedda, kvar = {b""}, []
    for rad in range(a.shape[0]):
        bit = slice(a.indptr[rad], a.indptr[rad + 1])
        nyckel = a.indices[bit].tobytes() + a.data[bit].tobytes()
        if nyckel not in sedda:
            sedda.add(nyckel)
            kvar.append(rad)
    return csr_array(a[kvar])
