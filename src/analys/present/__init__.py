"""Blocks from protected figures: what notebooks call. Computes nothing."""

from analys.present.berattelse import (
    eget_kontinuitetsmatt,
    i_korthet,
    nyckeltal,
    redovisning,
    regler,
    sa_raknar_vi,
    sma_tal,
)
from analys.present.bilder import jamfor_grupper, jamfor_kommuner, tva_matt, utveckling, utveckling_i_grupper
from analys.present.enkat import Enkat, Fraga, Stegfraga, enkatsvar
from analys.present.forandring import forandring
from analys.present.fordelningar import fordelning
from analys.present.fordrojd import (
    informationskvalitet,
    langa_vantetider,
    orsaker,
    processteg,
    utan_forutsattning,
    var_tiden_gar,
)
from analys.present.fragor import forslag_till_fragor, fragor, sedan_i_fjol
from analys.present.framat import behov_framat, behov_per_omrade
from analys.present.grupptabell import grupptabell
from analys.present.indikatorrapport import indikatorrapport, sidans_matt
from analys.present.justerat import justerat_for_alder
from analys.present.kvinnor_och_man import kvinnor_och_man
from analys.present.landet import bland_kommuner
from analys.present.malbilder import mot_mal, spindel
from analys.present.oversikt import omdomen, oversikt
from analys.present.personens_vag import personens_vag
from analys.present.samverkan import omgangsspindel, svarsbild, svarsspindel, temabild, variationer
from analys.present.scenario import andra_regler, betalning, scenario
from analys.present.sedan import sedan_forra_motet
from analys.present.styrdiagram import styrdiagram
from analys.present.tabeller import ar_for_ar, kommuntabell, omradestabell, tackningstabell
from analys.present.trattar import tratt
from analys.present.underlag import las_underlag
from analys.present.uppdrag import beslut_i_korthet, beslut_och_atgarder
from analys.present.upplevelser import intervjuteman, personenkat
from analys.present.valda_matt import mot_varandra, olika_definitioner
from analys.present.vantan import dagar_i_snitt, modellens_manader, mot_riktmarket, vardplatser

__all__ = [
    "Enkat",
    "Fraga",
    "Stegfraga",
    "andra_regler",
    "ar_for_ar",
    "behov_framat",
    "behov_per_omrade",
    "beslut_i_korthet",
    "beslut_och_atgarder",
    "betalning",
    "bland_kommuner",
    "dagar_i_snitt",
    "eget_kontinuitetsmatt",
    "enkatsvar",
    "forandring",
    "fordelning",
    "forslag_till_fragor",
    "fragor",
    "grupptabell",
    "i_korthet",
    "indikatorrapport",
    "informationskvalitet",
    "intervjuteman",
    "jamfor_grupper",
    "jamfor_kommuner",
    "justerat_for_alder",
    "kommuntabell",
    "kvinnor_och_man",
    "langa_vantetider",
    "las_underlag",
    "modellens_manader",
    "mot_mal",
    "mot_riktmarket",
    "mot_varandra",
    "nyckeltal",
    "olika_definitioner",
    "omdomen",
    "omgangsspindel",
    "omradestabell",
    "orsaker",
    "oversikt",
    "personenkat",
    "personens_vag",
    "processteg",
    "redovisning",
    "regler",
    "sa_raknar_vi",
    "scenario",
    "sedan_forra_motet",
    "sedan_i_fjol",
    "sidans_matt",
    "sma_tal",
    "spindel",
    "styrdiagram",
    "svarsbild",
    "svarsspindel",
    "tackningstabell",
    "temabild",
    "tratt",
    "tva_matt",
    "utan_forutsattning",
    "utveckling",
    "utveckling_i_grupper",
    "var_tiden_gar",
    "vardplatser",
    "variationer",
]
