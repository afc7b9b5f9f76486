"""The options that several commands take."""

from __future__ import annotations

from pathlib import Path

import click

REGION = click.option("--region", default="halland", show_default=True, help="Region.")
DATA = click.option(
    "--data", metavar="MAPP", type=click.Path(path_type=Path), help="Mapp med exporter och leverans.toml."
)
PERIOD = click.option("--period", help="Månad, till exempel 2022-12. Annars den senaste som är komplett.")
MAPP = click.option(
    "--mapp", metavar="MAPP", type=click.Path(path_type=Path), help="Mapp att skriva i, i stället för reports."
)
FORGROVA = click.option("--forgrova", is_flag=True, help="Visa färre uppdelningar om dolda tal annars kan räknas fram.")
ARBETARE = click.option(
    "--arbetare",
    type=click.IntRange(min=1),
    metavar="ANTAL",
    help="Så många processer som arbetar samtidigt. Annars en per processorkärna, när det lönar sig.",
)
KLUSTER = click.option(
    "--kluster", metavar="ADRESS", help="Låt ett Dask-kluster arbeta, till exempel tcp://dator:8786 (docs/skala.md)."
)
NAMN = click.option("--namn", required=True, metavar='"NAMN, ROLL"', help="Vem som svarar för det.")
DATUM = click.option(
    "--datum",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="ÅÅÅÅ-MM-DD",
    help="Dagen, till exempel 2023-03-02. Annars i dag.",
)
