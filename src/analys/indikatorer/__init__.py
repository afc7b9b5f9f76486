"""Pure functions from validated tables to täljare and nämnare; each makes itself known in `register`."""

from importlib import import_module
from pkgutil import iter_modules

from analys.indikatorer.register import FUNKTIONER, REGELTEXTER

for _modul in iter_modules(__path__):
    import_module(f"{__name__}.{_modul.name}")

__all__ = ["FUNKTIONER", "REGELTEXTER"]
