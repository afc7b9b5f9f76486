"""The equations that an attacker has, each written by hand: what the catalogue says of a few rows, and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analys.disclosure.system import System, bygg_system
from analys.disclosure.uppslag import INGEN
from analys.katalog import Indikator, OverTid, Skala, Skydda, StatistiskTyp
from analys.region import Regionprofil
from tests.unit.grindtabeller import Mattgorare, tabell

Byggare = Callable[..., System]


@pytest.fixture
def bygg(profil: Regionprofil) -> Byggare:
    """Build the system of a region R of the kommuner A and B; every row is printed unless some are named."""
    region = replace(profil, kod="R", kommuner=("A", "B"))

    def gor(utfall: pd.DataFrame, *alla: Indikator, tryckta: str = "") -> System:
        vilka = {rad.strip() for rad in tryckta.split(",")}
        mask = np.array([not tryckta or namn in vilka for namn in utfall["namn"]])
        return bygg_system(utfall, mask, {i.id: i for i in alla}, region)

    return gor


def namn(system: System, utfall: pd.DataFrame) -> list[str]:
    """Return what each unknown is called: the first row that has it (``n``: as nämnare), else its value in brackets."""
    ut = [f"[{v:g}]" for v in system.varden]
    for kind, vad in ((system.namnare, "n "), (system.taljare, "")):
        for rad in reversed(range(len(utfall))):
            if kind[rad] != INGEN:
                ut[kind[rad]] = vad + utfall["namn"][rad]
    return ut


def ekvationer(system: System, utfall: pd.DataFrame) -> set[str]:
    """Return the equations as text, ``a + b = c``: the side with most terms first."""
    vad, ut = namn(system, utfall), set()
    assert (system.a @ system.varden == 0).all()
    for rad in system.a.toarray():
        assert set(rad) <= {-1.0, 0.0, 1.0}
        sidor = [" + ".join(sorted(vad[k] for k in np.flatnonzero(rad == tecken))) for tecken in (1.0, -1.0)]
        ut.add(" = ".join(sorted(sidor, key=lambda s: (-s.count(" + "), s))))
    return ut


def som(text: str) -> set[str]:
    """Return the equations of a text, one a line, written as `ekvationer` does."""
    ut = set()
    for rad in text.strip().splitlines():
        sidor = [" + ".join(sorted(s.strip().split(" + "))) for s in rad.split(" = ")]
        ut.add(" = ".join(sorted(sidor, key=lambda s: (-s.count(" + "), s))))
    return ut


def samma(system: System, utfall: pd.DataFrame) -> set[str]:
    """Return which counts are one and the same unknown, as ``a = b = c``."""
    vilka: dict[int, list[str]] = {}
    for kind, vad in ((system.taljare, ""), (system.namnare, "n ")):
        for rad, okand in enumerate(kind):
            if okand != INGEN:
                vilka.setdefault(int(okand), []).append(vad + utfall["namn"][rad])
    return {" = ".join(sorted(v)) for v in vilka.values() if len(v) > 1}


KOMMUNER_OCH_KON = """
m R 2022-01: 30/300
m R kon=kvinna 2022-01: 18/180
m R kon=man 2022-01: 12/120
m A 2022-01: 21/210
m A kon=kvinna 2022-01: 13/130
m A kon=man 2022-01: 8/80
m B 2022-01: 9/90
m B kon=kvinna 2022-01: 5/50
m B kon=man 2022-01: 4/40
"""
SUMMOR = """
m R kon=kvinna 2022-01 + m R kon=man 2022-01 = m R 2022-01
m A kon=kvinna 2022-01 + m A kon=man 2022-01 = m A 2022-01
m B kon=kvinna 2022-01 + m B kon=man 2022-01 = m B 2022-01
m A 2022-01 + m B 2022-01 = m R 2022-01
m A kon=kvinna 2022-01 + m B kon=kvinna 2022-01 = m R kon=kvinna 2022-01
m A kon=man 2022-01 + m B kon=man 2022-01 = m R kon=man 2022-01
"""
BADA_SUMMOR = ("summa över kon", "summa över kommuner")


def test_groups_and_kommuner_sum_to_their_totals(bygg: Byggare, matt: Mattgorare) -> None:
    utfall = tabell(KOMMUNER_OCH_KON)
    assert ekvationer(bygg(utfall, matt("m", *BADA_SUMMOR)), utfall) == som(SUMMOR)


def test_a_share_s_namnare_sum_too_and_are_at_least_the_taljare(bygg: Byggare, matt: Mattgorare) -> None:
    utfall = tabell(KOMMUNER_OCH_KON)
    system = bygg(utfall, matt("m", *BADA_SUMMOR, skala=Skala.ANDEL, skydda=Skydda.BADA))
    namnarna = SUMMOR.replace("m ", "n m ")
    resten = "\n".join(
        f"{namn} + [{9 * t:g}] = n {namn}" for namn, t in zip(utfall["namn"], utfall["taljare"], strict=True)
    )
    assert ekvationer(system, utfall) == som(SUMMOR) | som(namnarna) | som(resten)
    assert system.varden[system.missade].tolist() == (9 * utfall["taljare"]).tolist()


def test_other_identities_beside_a_sum_change_nothing_of_it(bygg: Byggare, matt: Mattgorare) -> None:
    utfall = tabell(KOMMUNER_OCH_KON)
    m = matt("m", "täljaren är högst täljaren i k", BADA_SUMMOR[0], "nämnaren är k", BADA_SUMMOR[1])
    assert ekvationer(bygg(utfall, m, matt("k")), utfall) == som(SUMMOR)


def test_a_sum_that_lacks_a_part_says_nothing(bygg: Byggare, matt: Mattgorare) -> None:
    utfall = tabell(KOMMUNER_OCH_KON.replace("m B kon=man 2022-01: 4/40\n", ""))
    utan = {e for e in som(SUMMOR) if "m B kon=man" not in e}
    assert ekvationer(bygg(utfall, matt("m", *BADA_SUMMOR)), utfall) == utan
    utfall = tabell(KOMMUNER_OCH_KON.replace(": 4/40", ": -/40"))
    assert ekvationer(bygg(utfall, matt("m", *BADA_SUMMOR)), utfall) == utan
    utfall = tabell(KOMMUNER_OCH_KON.replace("m R 2022-01: 30/300\n", ""))
    utan = {e for e in som(SUMMOR) if "m R 2022-01" not in e}
    assert ekvationer(bygg(utfall, matt("m", *BADA_SUMMOR)), utfall) == utan


def test_kommuner_and_those_outside_sum_to_a_hospital_s_patients(bygg: Byggare, matt: Mattgorare) -> None:
    utfall = tabell("m R 2022-01: 30\nm A 2022-01: 20\nm B 2022-01: 9\nm utanfor 2022-01: 1")
    svar = ekvationer(bygg(utfall, matt("m", "summa över kommuner och utanför")), utfall)
    assert svar == som("m A 2022-01 + m B 2022-01 + m utanfor 2022-01 = m R 2022-01")
    utfall = tabell("m R 2022-01: 29\nm A 2022-01: 20\nm B 2022-01: 9\nm utanfor 2022-01: 1")
    svar = ekvationer(bygg(utfall, matt("m", "summa över kommuner")), utfall)
    assert svar == som("m A 2022-01 + m B 2022-01 = m R 2022-01")


def test_a_distribution_s_namnare_is_its_total(bygg: Byggare, matt: Mattgorare) -> None:
    utfall = tabell("m A 2022-01: 20/20\nm A del=x 2022-01: 8/20\nm A del=y 2022-01: 12/20")
    fordelning = matt(
        "m", "summa över del", skala=Skala.ANDEL, fordelas_over="del", grupper={"del": {"x": "X", "y": "Y"}}
    )
    system = bygg(utfall, fordelning)
    assert samma(system, utfall) == {
        "m A 2022-01 = n m A 2022-01 = n m A del=x 2022-01 = n m A del=y 2022-01",
    }
    assert ekvationer(system, utfall) == som(
        """
        m A del=x 2022-01 + m A del=y 2022-01 = m A 2022-01
        m A del=x 2022-01 + [12] = m A 2022-01
        m A del=y 2022-01 + [8] = m A 2022-01
        """
    )
    assert (system.missade == INGEN).all()  # only of measures where those who missed out are protected


def test_which_counts_are_unknown(bygg: Byggare, matt: Mattgorare) -> None:
    """Inhabitants and days are no secrets; what others have published, and what is not there, is no unknown at all."""
    utfall = tabell("m A 2022-01: 3/10\nm B 2022-01: -/10")
    for skala, har in {
        Skala.ANTAL: (True, False),
        Skala.ANDEL: (True, True),
        Skala.PER_10000: (True, False),
        Skala.KVOT: (True, False),
        Skala.MEDEL: (False, True),
    }.items():
        system = bygg(utfall, matt("m", skala=skala))
        assert (system.taljare != INGEN).tolist() == [har[0], False]
        assert (system.namnare != INGEN).tolist() == [har[1]] * 2
    oppet = bygg(utfall, matt("m", skala=Skala.ANDEL, skydda=Skydda.INGET))
    assert oppet.antal == 0
    assert oppet.a.shape == (0, 0)
    otryckt = bygg(utfall, matt("m", skala=Skala.ANDEL), tryckta="m B 2022-01")
    assert otryckt.taljare.tolist() == [INGEN, INGEN]
    assert (otryckt.namnare != INGEN).tolist() == [False, True]
    utan_namnare = utfall.assign(namnare=pd.array([None, 10.0], dtype="Float64"))
    assert (bygg(utan_namnare, matt("m", skala=Skala.ANDEL)).namnare != INGEN).tolist() == [False, True]


def test_one_measure_s_count_is_another_s(bygg: Byggare, matt: Mattgorare) -> None:
    utfall = tabell("m A 2022-01: 5/9\nk A 2022-01: 5/9\nk A kon=man 2022-01: 4/7\nk B 2022-01: 5/9")
    for identitet, vantat in {
        "täljaren är k": {"k A 2022-01 = m A 2022-01"},
        "täljaren är k kon=man": {"k A kon=man 2022-01 = m A 2022-01"},
        "nämnaren är k": {"k A 2022-01 = n m A 2022-01"},
        "nämnaren är nämnaren i k": {"n k A 2022-01 = n m A 2022-01"},
    }.items():
        system = bygg(utfall, matt("m", identitet, skala=Skala.ANDEL), matt("k", skala=Skala.ANDEL))
        assert samma(system, utfall) == vantat
        assert system.antal == 7 + 4  # eight counts of which two are one, and who missed out of each row


def test_a_year_and_the_twelve_months_to_december_are_one(bygg: Byggare, matt: Mattgorare) -> None:
    utfall = tabell("m A 2021: 50/90\nm A 2021-12-r12: 50/90\nm A 2021-01: 4/9\nm A 2020-12-r12: 50/90")
    system = bygg(utfall, matt("m", skala=Skala.ANDEL))
    assert samma(system, utfall) == {"m A 2021 = m A 2021-12-r12", "n m A 2021 = n m A 2021-12-r12"}
    assert system.varden[system.taljare].tolist() == [50, 50, 4, 50]
    assert system.varden[system.namnare].tolist() == [90, 90, 9, 90]


def test_what_is_at_most_another_count(bygg: Byggare, matt: Mattgorare) -> None:
    utfall = tabell("m A 2022-01: 5/6\nk A 2022-01: 7/9\nm B 2022-01: 5/6")
    k = matt("k", skala=Skala.ANDEL)
    delarna = som(
        "m A 2022-01 + [1] = n m A 2022-01\nk A 2022-01 + [2] = n k A 2022-01\nm B 2022-01 + [1] = n m B 2022-01"
    )
    for identitet, vantat in {
        "täljaren är högst täljaren i k": "m A 2022-01 + [2] = k A 2022-01",
        "nämnaren är högst nämnaren i k": "n m A 2022-01 + [3] = n k A 2022-01",
    }.items():
        assert ekvationer(bygg(utfall, matt("m", identitet, skala=Skala.ANDEL), k), utfall) == delarna | som(vantat)


def test_a_count_is_the_sum_of_some_groups_of_another(bygg: Byggare, matt: Mattgorare) -> None:
    utfall = tabell(
        """
        m A 2022-01: 9/12
        k A 2022-01: 20
        k A del=1 2022-01: 5
        k A del=2 2022-01: 4
        k A del=3 2022-01: 3
        m B 2022-01: 9/12
        k B del=1 2022-01: 9
        """
    )
    k = matt("k", grupper={"del": {"1": "", "2": "", "3": ""}})
    rest = som("m A 2022-01 + [3] = n m A 2022-01\nm B 2022-01 + [3] = n m B 2022-01")
    taljare = matt("m", "täljaren är summan av k del=1+2", skala=Skala.ANDEL)
    assert ekvationer(bygg(utfall, taljare, k), utfall) == rest | som(
        "k A del=1 2022-01 + k A del=2 2022-01 = m A 2022-01"
    )
    namnare = matt("m", "nämnaren är summan av k del=1+2+3", skala=Skala.ANDEL)
    assert ekvationer(bygg(utfall, namnare, k), utfall) == rest | som(
        "k A del=1 2022-01 + k A del=2 2022-01 + k A del=3 2022-01 = n m A 2022-01"
    )


def test_a_stock_changes_with_those_who_come_and_go(bygg: Byggare, matt: Mattgorare) -> None:
    utfall = tabell(
        """
        l A 2022-01-01: 40
        l A 2022-02-01: 43
        l A 2022-03-01: 41
        m A 2022-01: 7
        m A 2022-02: 1
        u A 2022-01: 4
        u A 2022-02: 3
        m A 2022: 8
        """
    )
    alla = matt("m", "lagret l ändras med + m - u"), matt("u"), matt("l", statistisk_typ=StatistiskTyp.BESTAND)
    assert ekvationer(bygg(utfall, *alla), utfall) == som(
        """
        l A 2022-01-01 + m A 2022-01 = l A 2022-02-01 + u A 2022-01
        l A 2022-02-01 + m A 2022-02 = l A 2022-03-01 + u A 2022-02
        """
    )


def test_windows_are_the_sums_of_the_stretches_between_their_ends(bygg: Byggare, matt: Mattgorare) -> None:
    """Two windows of four and twelve months and single months: what lies between is unknown, with its months' sum."""
    manader = [f"m A 2022-{m:02d}: {m}" for m in range(1, 13)]
    utfall = tabell("\n".join(["m A 2022: 78", "m A 2022-T2: 26", *manader, "m B 2022: 9"]))
    system = bygg(utfall, matt("m", over_tid=OverTid.SUMMA), tryckta="m A 2022, m A 2022-T2, m A 2022-12, m B 2022")
    # January to April are four months, more than are looked at one by one; September to November are three and are
    assert ekvationer(system, utfall) == som(
        """
        [10] + m A 2022-T2 + m A 2022-09 + m A 2022-10 + m A 2022-11 + m A 2022-12 = m A 2022
        """
    )
    assert {system.varden[okand]: utfall["namn"][rad] for okand, rad in system.strackor.items()} == {10: "m A 2022"}
    for byten in ({"over_tid": OverTid.SENASTE}, {"over_tid": OverTid.SUMMA, "statistisk_typ": StatistiskTyp.BESTAND}):
        assert not ekvationer(bygg(utfall, matt("m", **byten), tryckta="m A 2022, m A 2022-T2"), utfall)


def test_a_window_with_a_month_that_is_missing_says_nothing(bygg: Byggare, matt: Mattgorare) -> None:
    manader = [f"m A 2022-{m:02d}: {m if m != 2 else '-'}" for m in range(1, 13)]
    utfall = tabell("\n".join(["m A 2022: 76", "m A 2022-T3: 42", *manader]))
    system = bygg(utfall, matt("m", over_tid=OverTid.SUMMA), tryckta="m A 2022, m A 2022-T3")
    assert not ekvationer(system, utfall)
    assert system.strackor == {}
    hela = bygg(utfall, matt("m", over_tid=OverTid.SUMMA))
    assert ekvationer(hela, utfall) == som("m A 2022-09 + m A 2022-10 + m A 2022-11 + m A 2022-12 = m A 2022-T3")


def test_overlapping_windows_share_their_stretches(bygg: Byggare, matt: Mattgorare) -> None:
    """Twelve months to April 2022 and the year 2021: of both are September to December, here as May to December."""
    manader = [f"m A {2021 + m // 12}-{m % 12 + 1:02d}: {m + 1}/{10 * (m + 1)}" for m in range(16)]
    utfall = tabell("\n".join(["m A 2021: 78/780", "m A 2022-04-r12: 126/1260", *manader]))
    system = bygg(utfall, matt("m", over_tid=OverTid.SUMMA, skala=Skala.ANDEL), tryckta="m A 2021, m A 2022-04-r12")
    vantat = """
        [10] + [68] = m A 2021
        [68] + [58] = m A 2022-04-r12
        [100] + [680] = n m A 2021
        [680] + [580] = n m A 2022-04-r12
        m A 2021 + [702] = n m A 2021
        m A 2022-04-r12 + [1134] = n m A 2022-04-r12
        """
    assert ekvationer(system, utfall) == som(vantat)
    assert system.antal == 4 + 6 + 2
    rader = {system.varden[okand]: utfall["namn"][rad] for okand, rad in system.strackor.items()}
    assert rader[10] == rader[68] == "m A 2021"
    assert rader[58] == "m A 2022-04-r12"


def test_a_stretch_that_is_printed_itself_is_that_window_s(bygg: Byggare, matt: Mattgorare) -> None:
    utfall = tabell("m A 2022: 12\nm A 2022-T1: 3\nm A 2022-T2: 4\nm A 2022-T3: 5\nm B 2022-T1: 7")
    system = bygg(utfall, matt("m", over_tid=OverTid.SUMMA))
    assert ekvationer(system, utfall) == som("m A 2022-T1 + m A 2022-T2 + m A 2022-T3 = m A 2022")
    assert not system.strackor


def test_short_stretches_between_printed_windows_are_looked_at_month_by_month(bygg: Byggare, matt: Mattgorare) -> None:
    """Of the same measure, område and group alone; not those before the first window or after the last."""
    manader = [f"{v} 2022-{m:02d}: {m}" for v in ("m A", "m A kon=man", "m B") for m in range(1, 13)]
    utfall = tabell("\n".join(["m A 2021: 30", "m A kon=man 2021: 9", *manader, "m A 2022-T1: 10"]))
    tomt = matt("k", over_tid=OverTid.SUMMA)  # of which there is no row
    system = bygg(
        utfall,
        tomt,
        matt("m", over_tid=OverTid.SUMMA),
        tryckta="m A 2021, m A 2022-04, m A 2022-09, m A kon=man 2022-04",
    )
    har = {namn for namn, okand in zip(utfall["namn"], system.taljare, strict=True) if okand != INGEN}
    assert har - {"m A 2021", "m A kon=man 2022-04"} == {f"m A 2022-{m:02d}" for m in (1, 2, 3, 4, 9)}
    lager = bygg(utfall, matt("m"), tryckta="m A 2021, m A 2022-04")
    assert {n for n, o in zip(utfall["namn"], lager.taljare, strict=True) if o != INGEN} == {"m A 2021", "m A 2022-04"}


def test_a_row_that_a_printed_one_names_is_an_unknown_too(bygg: Byggare, matt: Mattgorare) -> None:
    utfall = tabell(
        "m A 2022-01: 5/9\nk A 2022-01: 9\nk A kon=man 2022-01: 5\nk A kon=kvinna 2022-01: 4\nk B 2022-01: 1"
    )
    k = matt("k", "summa över kon")

    def har(*identiteter: str) -> set[str]:
        system = bygg(utfall, matt("m", *identiteter, skala=Skala.ANDEL), k, tryckta="m A 2022-01")
        return {n for n, okand in zip(utfall["namn"], system.taljare, strict=True) if okand != INGEN}

    assert har() == {"m A 2022-01"}
    assert har("nämnaren är k") == {"m A 2022-01", "k A 2022-01"}
    assert har("täljaren är högst täljaren i k") == {"m A 2022-01"}
    alla = {"m A 2022-01", "k A 2022-01", "k A kon=man 2022-01", "k A kon=kvinna 2022-01"}
    assert har("täljaren är k kon=man") == alla  # with its whole sum


def test_persons_of_a_window_are_at_least_those_of_each_month_and_at_most_their_sum(
    bygg: Byggare, matt: Mattgorare
) -> None:
    manader = [f"m A 2022-{m:02d}: {m}" for m in range(1, 5)]
    utfall = tabell("\n".join(["m A 2022-T1: 8", *manader, "m A 2022-05: 6", "m B 2022-T1: 2", "m B 2022-01: 1"]))
    system = bygg(utfall, matt("m", over_tid=OverTid.EGEN))
    vantat = [f"m A 2022-0{m} + [{8 - m}] = m A 2022-T1" for m in range(1, 5)]
    summan = "m A 2022-01 + m A 2022-02 + m A 2022-03 + m A 2022-04 = m A 2022-T1 + [2]"
    assert ekvationer(system, utfall) == som("\n".join([*vantat, summan, "m B 2022-01 + [1] = m B 2022-T1"]))
    assert not ekvationer(bygg(utfall, matt("m", over_tid=OverTid.SENASTE)), utfall)


@pytest.mark.parametrize(("fonster", "sager"), [(5, True), (204, True), (205, False), (4, False)])
def test_a_bound_too_far_away_or_untrue_says_nothing(
    bygg: Byggare, matt: Mattgorare, fonster: int, sager: bool
) -> None:
    """A count moves at most 20 T (here 100) from the truth, so 200 apart is what two of them can meet within."""
    utfall = tabell(f"m A 2022-T1: {fonster}\nm A 2022-01: 5")
    assert bool(ekvationer(bygg(utfall, matt("m", over_tid=OverTid.EGEN)), utfall)) == sager


@pytest.mark.parametrize(("fonster", "sager"), [(400, True), (201, True), (200, False), (401, False)])
def test_a_sum_of_months_too_far_away_or_untrue_says_nothing(
    bygg: Byggare, matt: Mattgorare, fonster: int, sager: bool
) -> None:
    utfall = tabell(f"m A 2022-T1: {fonster}\n" + "\n".join(f"m A 2022-0{m}: 100" for m in range(1, 5)))
    svar = ekvationer(bygg(utfall, matt("m", over_tid=OverTid.EGEN)), utfall)
    assert any("2022-01 + m A 2022-02" in e for e in svar) == sager


def test_an_equation_is_written_once_and_empty_ones_not_at_all(bygg: Byggare, matt: Mattgorare) -> None:
    utfall = tabell(KOMMUNER_OCH_KON)
    en = bygg(utfall, matt("m", *BADA_SUMMOR))
    tva = bygg(utfall, matt("m", *BADA_SUMMOR, *BADA_SUMMOR))
    assert en.a.shape == tva.a.shape == (6, 9)
    assert en.a.toarray().tolist() == tva.a.toarray().tolist()
    lika = tabell("m A 2022-01: 5\nk A 2022-01: 5")
    system = bygg(lika, matt("m", "täljaren är k", "täljaren är högst täljaren i k"), matt("k"))
    assert system.a.shape == (0, 1)


def test_counts_that_nothing_ties_together_have_no_equations(bygg: Byggare, matt: Mattgorare) -> None:
    system = bygg(tabell("m A 2022-01: 21"), matt("m"))
    assert system.a.shape == (0, 1)
    assert list(system.varden) == [21]
    assert bygg(tabell("m A 2022-01: 21").iloc[:0]).a.shape == (0, 0)
