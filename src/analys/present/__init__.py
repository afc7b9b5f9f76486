"""Blocks from protected figures: what notebooks call. Computes nothing."""

from analys.present.berattelse import i_korthet, nyckeltal, redovisning, sa_raknar_vi
from analys.present.bilder import jamfor_grupper, jamfor_kommuner, tva_matt, utveckling
from analys.present.tabeller import ar_for_ar, kommuntabell
from analys.present.underlag import las_underlag

__all__ = [
    "ar_for_ar",
    "i_korthet",
    "jamfor_grupper",
    "jamfor_kommuner",
    "kommuntabell",
    "las_underlag",
    "nyckeltal",
    "redovisning",
    "sa_raknar_vi",
    "tva_matt",
    "utveckling",
]
