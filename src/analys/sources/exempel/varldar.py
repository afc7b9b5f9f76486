"""The regions' worlds."""

from __future__ import annotations

from analys.sources.exempel.varld import Ort, Varld

_HEMSJUKVARD = frozenset({"hemsjukvard.csv", "hembesok.xlsx", "befolkning.csv", "befolkningsprognos.csv"})
_SJUKHUS = frozenset({"vardtillfallen.csv", "utskrivningsklara.parquet", "tackning.csv"})
_PROCESS = frozenset({"process.csv"})
_KONTAKT = frozenset({"patientstatus.csv", "lakarbesok.csv", "listade.csv"})
_ENKATER = frozenset({"enkater.csv", "enkatsvar.csv"})
_PALLIATIV = frozenset({"palliativ.csv", "tackning.csv"})
_UPPLEVELSER = frozenset({"intervjuer.csv", "personenkat.csv"})

_HALMSTAD, _VARBERG, _KUNGSBACKA = (0.95, 0.04), (0.12, 0.85), (0.05, 0.70)

HALLAND = Varld(
    region="halland",
    kod="0013",
    fro=20221201,
    skifte=0,
    verkligt=(
        "Verkliga tal är bara antalet inskrivna den 1 december 2022 per kommun och kön, antalet patienter som vårdades "
        "på Hallands sjukhus i december 2022 och hur många av dem som behövde planering (somatik 2 935 och 908, "
        "psykiatri 139 och 47; publicerat av Region Halland) samt folkmängden per kommun 2016, 2020 och 2021. "
        "Nivåerna för fast läkarkontakt och läkarkontinuitet i december 2022 följer Region Hallands slutredovisning. "
        "Allt annat är påhittat, också riket."
    ),
    orter={
        "1382": Ort(1.0, 1.0, 0.01, 31, True, 6, (0.96, 0.77), _VARBERG),
        "1380": Ort(1.0, 1.0, 0.0, 28, True, 14, (0.97, 0.76), _HALMSTAD, 0.55),
        "1315": Ort(0.92, 0.85, 0.02, 33, False, 2, (0.94, 0.66), _HALMSTAD),
        "1384": Ort(0.55, 1.15, -0.07, 24, True, 10, (0.62, 0.70), _KUNGSBACKA),  # many go to Göteborg
        "1381": Ort(0.97, 0.95, 0.03, 36, True, 4, (0.93, 0.72), _HALMSTAD),
        "1383": Ort(1.0, 1.08, 0.02, 29, True, 8, (0.95, 0.78), _VARBERG, 0.45),
    },
    grannar=("1480", "1490", "1285", "0180", "1441", "1287", ""),
    gaster=("1480", "0180", "0780", "1280", ""),
    sjukhus=("Hallands sjukhus Halmstad", "Hallands sjukhus Varberg", "Hallands sjukhus Kungsbacka"),
    storlek=1.0,
    filer=_HEMSJUKVARD | _SJUKHUS | _KONTAKT | _ENKATER | _PALLIATIV | _UPPLEVELSER,
    lakarkontakt={"2022-06": 0.34, "2022-09": 0.72, "2022-11": 0.87, "2022-12": 0.91, "2023-01": 0.92},
    lakarkontakt_sabo={"2022-06": 0.78, "2022-09": 0.93, "2022-12": 0.98, "2023-01": 0.98},
    registrerat={"2022-06": 0.25, "2022-09": 0.72, "2022-12": 1.0, "2023-01": 1.02},
    listade={"alla": 0.46, "65-74": 0.56, "75-": 0.70, "sabo": 0.98},
    rundor={
        "samverkan": ("2022-11",),
        "lakarmedverkan": ("2022-11",),
        "dimensioner": ("2022-05", "2022-11"),
        "intervjuer": ("2022-10",),
    },
    smuts=True,
    skriver=frozenset({"handelser.csv", "beslut.csv", "godkanda_varningar.csv", "kommentarer"}),
)

_UMEA, _SKELLEFTEA, _LYCKSELE = (0.97, 0.02), (0.12, 0.87), (0.25, 0.02)

VASTERBOTTEN = Varld(
    region="vasterbotten",
    kod="0024",
    fro=20251201,
    skifte=36,
    verkligt="Alla tal är påhittade, också folkmängden per kommun och riket. Verkliga är bara kommunernas namn.",
    orter={
        "2403": Ort(1.0, 0.95, 0.0, 34, False, 1, (0.97, 0.73), _UMEA, 0.0, 2_400, 28.2, 46),
        "2425": Ort(0.95, 1.10, 0.0, 37, False, 1, (0.93, 0.71), _LYCKSELE, 0.0, 2_400, 30.7, 52),
        "2481": Ort(0.98, 1.15, 0.0, 33, False, 2, (0.96, 0.72), _LYCKSELE, 0.10, 12_000, 24.6, 190),
        "2418": Ort(0.98, 0.80, 0.0, 34, False, 1, (0.95, 0.72), _LYCKSELE, 0.0, 3_000, 27.4, 55),
        "2401": Ort(1.0, 0.90, 0.0, 30, True, 2, (0.96, 0.73), _UMEA, 0.0, 7_000, 25.9, 110),
        "2417": Ort(0.98, 0.85, 0.0, 33, False, 1, (0.96, 0.75), _SKELLEFTEA, 0.0, 4_000, 28.5, 75),
        "2409": Ort(1.0, 1.00, 0.0, 31, True, 2, (0.97, 0.76), _UMEA, 0.0, 6_700, 24.8, 100),
        "2482": Ort(1.0, 0.92, 0.0, 27, True, 9, (0.97, 0.78), _SKELLEFTEA, 0.28, 74_000, 22.8, 960),
        "2422": Ort(0.95, 1.05, 0.0, 37, False, 1, (0.93, 0.70), _LYCKSELE, 0.0, 2_400, 29.0, 48),
        "2421": Ort(0.96, 1.20, 0.0, 36, False, 2, (0.94, 0.70), _LYCKSELE, 0.0, 5_700, 27.1, 100),
        "2480": Ort(1.0, 1.45, 0.0, 24, False, 12, (0.98, 0.74), _UMEA, 0.62, 131_000, 17.2, 1_310),
        "2462": Ort(0.96, 1.30, 0.0, 35, False, 2, (0.94, 0.71), _LYCKSELE, 0.0, 6_400, 26.3, 110),
        "2404": Ort(1.0, 0.95, 0.0, 32, False, 2, (0.97, 0.74), _UMEA, 0.0, 5_400, 26.8, 90),
        "2460": Ort(1.0, 1.10, 0.0, 28, False, 2, (0.97, 0.75), _UMEA, 0.0, 9_000, 20.9, 110),
        "2463": Ort(0.97, 1.40, 0.0, 36, False, 1, (0.95, 0.69), _LYCKSELE, 0.0, 2_700, 31.6, 60),
    },
    grannar=("2284", "2281", "2580", "2582", "2280", "2560", ""),
    gaster=("2580", "2281", "0180", ""),
    sjukhus=("Norrlands universitetssjukhus", "Skellefteå lasarett", "Lycksele lasarett"),
    storlek=0.84,
    filer=_HEMSJUKVARD | _SJUKHUS | _PROCESS | _PALLIATIV,
    skriver=frozenset({"atgarder.csv"}),
    lakarkontakt={},
    lakarkontakt_sabo={},
    registrerat={"2022-06": 1.0},
    listade={},
    fargspar=False,
)

KALMAR = Varld(
    region="kalmar",
    kod="0008",
    fro=20251101,
    skifte=35,
    verkligt=(
        "Verkliga tal är bara folkmängden per kommun 2022 och de värden för november 2025 som går att läsa i Region "
        "Kalmar läns bilder: hur många inskrivna i hemsjukvården som ingår (6 111, varav 2 028 med RUB 4 och 1 502 med "
        "RUB 5), andelen med fast läkarkontakt i Emmaboda, Kalmar, Torsås och Vimmerby samt andelen 75 år och äldre "
        "med läkemedelsgenomgång i Kalmar, Mönsterås och hela länet. Enkätens frågor är regionens egna. Allt annat är "
        "påhittat."
    ),
    orter={
        "0885": Ort(niva=0.03, besokta=34, kust=True, vardcentraler=2, andel_65=35.6, inskrivna=384),
        "0862": Ort(niva=0.03, besokta=30, vardcentraler=2, andel_65=27.4, inskrivna=254),
        "0821": Ort(niva=-0.05, besokta=32, vardcentraler=1, andel_65=28.3, inskrivna=157),
        "0860": Ort(niva=-0.06, besokta=31, vardcentraler=2, andel_65=27.0, inskrivna=377),
        "0880": Ort(niva=0.02, besokta=26, kust=True, vardcentraler=10, andel_65=21.7, inskrivna=1552),
        "0861": Ort(niva=0.01, besokta=29, kust=True, vardcentraler=2, andel_65=26.5, inskrivna=349),
        "0840": Ort(niva=-0.03, besokta=28, kust=True, vardcentraler=3, andel_65=24.7, inskrivna=392),
        "0881": Ort(niva=-0.01, besokta=30, vardcentraler=3, andel_65=25.3, inskrivna=510),
        "0882": Ort(niva=0.02, besokta=28, kust=True, vardcentraler=4, andel_65=25.6, inskrivna=687),
        "0834": Ort(niva=-0.03, besokta=33, kust=True, vardcentraler=1, andel_65=30.2, inskrivna=211),
        "0883": Ort(niva=-0.01, besokta=29, kust=True, vardcentraler=6, andel_65=27.9, inskrivna=1015),
        "0884": Ort(niva=0.0, besokta=30, vardcentraler=2, andel_65=26.7, inskrivna=412),
    },
    grannar=(),
    gaster=("0180", "0580", "0780", "1080", ""),
    sjukhus=("", "", ""),
    storlek=0.0,
    filer=_HEMSJUKVARD | _KONTAKT | _ENKATER,
    lakarkontakt={"2021-01": 0.86, "2022-01": 0.91, "2022-12": 0.955, "2023-01": 0.956},
    lakarkontakt_sabo={"2021-01": 0.95, "2022-12": 0.985, "2023-01": 0.985},
    registrerat={"2021-01": 0.90, "2022-12": 1.0, "2023-01": 1.0},
    listade={"alla": 0.52, "65-74": 0.63, "75-": 0.76, "sabo": 0.98},
    vardenhet=("Hälsocentral", "hälsovalsenheten"),
    rundor={"samverkan": ("2025-09",), "dimensioner": ("2025-01", "2025-04")},
)

VARLDAR = {v.region: v for v in (HALLAND, VASTERBOTTEN, KALMAR)}
