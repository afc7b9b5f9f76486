"""Servers in a thread that speak as Kolada (API v3) and SCB (PxWebApi 2) are documented to: nothing goes to the net.

What they refuse is what the real ones do: more than 25 ids in a part of the address, more than 5 000 rows a page, more
cells than ``maxDataCells``, a value that a table does not have.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Svar = tuple[int, Mapping[str, str], Any]


@dataclass
class Server:
    """What is asked of it (``fragor``), and how it misbehaves: ``stor(n)`` may answer the n:th question instead."""

    svara: Callable[[Server, str, dict[str, str], Any], Svar]
    stor: Callable[[int], Svar | None] = lambda _: None
    fragor: list[str] = field(default_factory=list)
    adress: str = ""


@contextmanager
def igang(server: Server) -> Iterator[Server]:
    """Run a server on a free port of this computer."""

    class Hanterare(BaseHTTPRequestHandler):
        def _svara(self) -> None:
            langd = int(self.headers.get("Content-Length") or 0)
            kropp = json.loads(self.rfile.read(langd)) if langd else None
            delar = urlsplit(self.path)
            server.fragor.append(unquote(self.path))
            par = {k: v[0] for k, v in parse_qs(delar.query).items()}
            stort = server.stor(len(server.fragor))
            kod, huvuden, svar = stort or server.svara(server, unquote(delar.path), par, kropp)
            if kod == 0:  # the line is cut
                self.close_connection = True
                return
            byte = svar.encode() if isinstance(svar, str) else json.dumps(svar).encode()
            self.send_response(kod)
            for namn, varde in {"Content-Type": "application/json", **huvuden}.items():
                self.send_header(namn, varde)
            self.send_header("Content-Length", str(len(byte)))
            self.end_headers()
            self.wfile.write(byte)

        do_GET = do_POST = _svara  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Hanterare)
    server.adress = f"http://127.0.0.1:{http.server_port}"
    trad = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    trad.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        trad.join()


FOR_STORT: Svar = (400, {}, {"error": "too many"})


@dataclass
class Koladadata:
    """What Kolada holds: titles, values by (nyckeltal, område, year, gender); None is a gap, ``borttagna`` are gone."""

    titlar: dict[str, str]
    varden: dict[tuple[str, str, str, str], float | None]
    borttagna: set[tuple[str, str, str, str]] = field(default_factory=set)
    sidstorlek: int = 5000

    def svara(self, server: Server, vag: str, par: dict[str, str], _: Any) -> Svar:
        """Answer one question."""
        delar = vag.strip("/").split("/")[1:]
        if any(len(d.split(",")) > 25 for d in delar) or int(par.get("per_page", 5000)) > 5000:
            return FOR_STORT
        if delar[0] == "kpi":
            return self._sida(
                server, vag, par, [{"id": i, "title": self.titlar[i]} for i in delar[1].split(",") if i in self.titlar]
            )
        kpi, kommuner, ar = (set(delar[n].split(",")) for n in (2, 4, 6))
        per_rad: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
        for nyckel, varde in self.varden.items():
            if nyckel[0] in kpi and nyckel[1] in kommuner and nyckel[2] in ar:
                ett = {
                    "gender": nyckel[3],
                    "count": 1,
                    "status": "",
                    "value": varde,
                    "isdeleted": nyckel in self.borttagna,
                }
                per_rad.setdefault(nyckel[:3], []).append(ett)
        rader = [
            {"kpi": k, "municipality": o, "period": int(a), "values": v} for (k, o, a), v in sorted(per_rad.items())
        ]
        return self._sida(server, vag, par, rader)

    def _sida(self, server: Server, vag: str, par: dict[str, str], rader: list[dict[str, Any]]) -> Svar:
        storlek, sida = min(int(par.get("per_page", 5000)), self.sidstorlek), int(par.get("page", 1))
        egna = rader[(sida - 1) * storlek : sida * storlek]
        nasta = f"{server.adress}{vag}?page={sida + 1}&per_page={storlek}" if sida * storlek < len(rader) else None
        return 200, {}, {"values": egna, "count": len(egna), "next_url": nasta, "previous_url": None}


@dataclass
class Scbdata:
    """SCB's tables by id: title, day of update, what each variable has (code to label), and the number of a cell."""

    tabeller: dict[str, dict[str, Any]]
    antal: Callable[[str, dict[str, str]], int | None]
    storst: int = 150_000

    def svara(self, _server: Server, vag: str, _par: dict[str, str], kropp: Any) -> Svar:
        """Answer one question."""
        delar = vag.removeprefix("/api/v2").strip("/").split("/")
        if delar == ["config"]:
            return (
                200,
                {},
                {
                    "apiVersion": "2.0.0",
                    "maxDataCells": self.storst,
                    "maxCallsPerTimeWindow": 0,
                    "timeWindow": 10,
                    "defaultLanguage": "sv",
                },
            )
        tabell = self.tabeller[delar[1]]
        if delar[2] == "metadata":
            dimensioner = {v: self._dimension(v, tabell, list(tabell["variabler"][v])) for v in tabell["variabler"]}
            return 200, {}, {"label": tabell["titel"], "updated": tabell["uppdaterad"], "dimension": dimensioner}
        val = {v["variableCode"]: v["valueCodes"] for v in kropp["selection"]}
        if any(k not in tabell["variabler"][v] for v, koder in val.items() for k in koder):
            return 400, {}, {"title": "unknown value"}
        rutor = [dict(zip(val, kombination, strict=True)) for kombination in product(*val.values())]
        if len(rutor) > self.storst:
            return 403, {}, {"title": "too many cells"}
        dimensioner = {v: self._dimension(v, tabell, koder) for v, koder in val.items()}
        svar = {"id": list(val), "size": [len(k) for k in val.values()], "dimension": dimensioner}
        return 200, {}, svar | {"value": [self.antal(delar[1], ruta) for ruta in rutor]}

    @staticmethod
    def _dimension(variabel: str, tabell: dict[str, Any], koder: list[str]) -> dict[str, Any]:
        etiketter = {k: tabell["variabler"][variabel][k] for k in koder}
        kategori = {"index": {k: n for n, k in enumerate(koder)}, "label": etiketter}
        namn = {"Region": "region", "Kon": "kön", "Alder": "ålder", "Civilstand": "civilstånd", "Tid": "år"}
        return {
            "label": namn.get(variabel, "tabellinnehåll"),
            "category": kategori,
            "extension": {"elimination": variabel in tabell.get("valfria", ())},
        }
