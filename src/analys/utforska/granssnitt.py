"""The widgets in JupyterLab: they only set what `Vy` holds, and show what the reports' functions make of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import ipywidgets as w
from IPython.display import HTML, display
from itables import init_notebook_mode

from analys.errors import AnalysError
from analys.hem import hitta_hem
from analys.omraden import hitta
from analys.present.berattelse import i_korthet
from analys.present.block import Text
from analys.present.duk import bara_bred
from analys.present.html import fet
from analys.present.underlag import Underlag
from analys.region import las_profil
from analys.utforska import sida
from analys.utforska.export import FORMATORD, exportera
from analys.utforska.session import Session
from analys.utforska.sparade import SparadeVyer
from analys.utforska.urval import JAMFORBARA, Urval, urval
from analys.utforska.vy import BILDER, FRAN, Vy, anrop, kod, rapportrad

_EGNA_TANGENTER = """<script>window.addEventListener("keydown", (t) => {
if (t.target.closest(".utforska")) { t.target.setAttribute("data-lm-suppress-shortcuts", "true"); }
}, true);</script>"""
"""Keys that are pressed in the widgets are theirs: else an arrow or a letter in a list is a command to JupyterLab."""
Val = Iterable[tuple[str, str]]
"""What a list has to choose among: (words, value)."""


class Utforska:
    """What the notebook shows: choices to the left, the view to the right.

    Raises
    ------
    UsageError : nothing is computed, or no role may see the internal level.
    """

    def __init__(self, region: str = "halland", omrade: str = "", period: str = "") -> None:
        hem = hitta_hem()
        self.session = Session(hem)
        senaste = self.session.krav(region)
        profil = las_profil(hem, region)
        self.sparat = SparadeVyer(hem.vyer(internt=self.session.internt))
        self._tyst = False
        self._handelser: list[tuple[str, str]] = []
        self._bygg()
        egen = hitta(omrade, profil.rapportomraden) if omrade else profil.rapportomraden[0]
        self._stall_in(Vy(profil.id, egen.kod, period or senaste, ""))

    def _bygg(self) -> None:
        """Make every widget; what each has to choose among follows from the view."""
        self.region, self.omrade, self.period, self.tema = map(_lista, ("Region", "Kommun", "Månad", "Tema"))
        self.matt, self.bild, self.uppdelning = map(_lista, ("Mått", "Bild", "Uppdelning"))
        self.andra, self.typ, self.fran, self.mot = map(_lista, ("Andra mått", "Tid", "Från", "Jämför med"))
        self.listor = (
            *(self.region, self.omrade, self.period, self.tema, self.matt, self.bild, self.uppdelning),
            *(self.andra, self.typ, self.fran, self.mot),
        )
        self.om_gruppen, self.kommuner = w.HTML(), w.Box(layout=w.Layout(flex_flow="row wrap"))
        self.kryss: dict[str, w.Checkbox] = {}
        self.dag, self.text = w.DatePicker(description="Dag", **_form()), w.Text(description="Händelse", **_form())
        self.namn, self.sparade = w.Text(description="Vyns namn", **_form()), _lista("Sparade")
        self.format = _lista("Format")
        _satt(self.format, [(text, f) for f, text in FORMATORD.items()], "html")
        knappar = [
            ("Rita in händelsen", self._rita_in),
            ("Spara vyn", self._spara),
            ("Öppna", self._oppna),
            ("Ta bort", self._ta_bort),
            ("Exportera", self._exportera),
        ]
        self.knappar = {namn: _knapp(namn, self._med_besked(gor)) for namn, gor in knappar}
        self.visa_koden = w.ToggleButton(description="Visa koden")
        self.banderoll, self.korthet, self.figur, self.kodruta, self.svar = (w.HTML() for _ in range(5))
        self.egna, self.tabell = w.VBox(), w.Output()
        for lista in (*self.listor, self.visa_koden):
            lista.observe(self._bytt, "value")
        k = self.knappar
        val = w.VBox(
            [
                *(w.HTML("<h2>Välj</h2>"), *self.listor, self.om_gruppen, self.kommuner),
                *(w.HTML("<h2>Ta med</h2>"), self.format, w.HBox([k["Exportera"], self.visa_koden])),
                *(w.HTML("<h2>Egna händelser</h2>"), self.dag, self.text, k["Rita in händelsen"], self.egna),
                *(w.HTML("<h2>Sparade vyer</h2>"), self.namn, k["Spara vyn"], self.sparade),
                w.HBox([k["Öppna"], k["Ta bort"]]),
            ]
        ).add_class("val")
        visning = w.VBox([self.svar, self.korthet, self.figur, self.kodruta, self.tabell]).add_class("visning")
        delar = w.HBox([val, visning], layout=w.Layout(flex_flow="row wrap"))
        self.ruta = w.VBox([self.banderoll, delar]).add_class("utforska")

    @property
    def underlag(self) -> Underlag:
        """The figures of the chosen område and month, with the own events."""
        egna = self.session.underlag(self.region.value, self.omrade.value, self.period.value)
        return egna.med_handelser(*self._handelser)

    @property
    def vy(self) -> Vy:
        """The view as it is chosen; what its kind does not read is left out."""
        laser = BILDER[self.bild.value].laser if self.bild.value else ()
        kryssade = tuple(k for k, ruta in self.kryss.items() if ruta.value)
        return Vy(
            region=self.region.value,
            omrade=self.omrade.value,
            period=self.period.value,
            matt=self.matt.value,
            bild=self.bild.value,
            uppdelning=self.uppdelning.value if "uppdelning" in laser else "",
            typ=self.typ.value if "typ" in laser else "",
            fran=self.fran.value if "fran" in laser else FRAN,
            andra=self.andra.value if "andra" in laser else "",
            kommuner=kryssade if "kommuner" in laser and self.mot.value == JAMFORBARA else (),
            handelser=tuple(self._handelser),
        )

    def _ipython_display_(self) -> None:
        """Show the widgets; the table's program is put in the page here, so that nothing is fetched."""
        init_notebook_mode(all_interactive=False, connected=False)
        display(HTML(_EGNA_TANGENTER))
        display(self.ruta)

    def _bytt(self, andring: dict[str, Any]) -> None:
        """Take in a choice: what else can then be chosen, and the view."""
        if self._tyst:
            return
        if andring["owner"] in (self.region, self.omrade, self.mot):
            self.kryss = {}
        self._med_besked(lambda: self._folj(self.vy, self.tema.value))()

    def _stall_in(self, vy: Vy) -> None:
        """Choose what a view says; what it does not say, or what is no longer there, is the first there is."""
        self._handelser = list(vy.handelser)
        self.kryss = {k: w.Checkbox(value=True) for k in vy.kommuner}
        with self._tystnad():
            _satt(self.mot, [("", ""), ("", JAMFORBARA)], JAMFORBARA if vy.kommuner else "")
        self._folj(vy, "")

    def _folj(self, vy: Vy, tema: str) -> None:
        """Let every list hold what can be chosen in ``vy``, as near it as there is, and show it."""
        try:
            self._fyll(vy, tema)
            self._visa()
        except Exception:
            self._tom()  # no figure stays under a choice that is not its own
            raise

    def _fyll(self, vy: Vy, tema: str) -> None:
        """Fill every list, and choose in it."""
        with self._tystnad():
            u = urval(self.session, vy, tema, jamforbara=self.mot.value == JAMFORBARA)
            for lista, (val, varde) in zip(self.listor, u.listor, strict=True):
                _satt(lista, val, varde)
                lista.layout.display = None if val and (lista in self.listor[:6] or len(val) > 1) else "none"
            _satt(self.sparade, [(n, n) for n in self.sparat.namn()], self.sparade.value)
            self._stall_kryss(u)
            self._stall_egna()

    def _stall_kryss(self, u: Urval) -> None:
        """Show a box for each kommun that can stand beside the own; those that are alike are ticked from the start."""
        valda = {k for k, ruta in self.kryss.items() if ruta.value} if self.kryss else set(u.forvalda)
        self.kryss = {o.kod: _kryss(o.kortnamn, vald=o.kod in valda) for o in u.kommuner}
        for ruta in self.kryss.values():
            ruta.observe(self._bytt, "value")
        self.kommuner.children = tuple(self.kryss.values())
        om = u.om_gruppen
        if u.kommuner and not valda:
            om += " Ingen kommun är kryssad: bilden är som i rapporten."
        self.om_gruppen.value = f'<p class="liten">{fet(om)}</p>' if om else ""

    def _stall_egna(self) -> None:
        """List the own events, each with a button that removes it."""
        self.egna.children = tuple(
            w.HBox([w.Label(f"{dag}: {text}"), _knapp("Ta bort", self._med_besked(partial(self._sudda, (dag, text))))])
            for dag, text in self._handelser
        )

    def _tom(self) -> None:
        for ruta in (self.korthet, self.figur, self.kodruta):
            ruta.value = ""
        self.tabell.outputs = ()

    def _visa(self) -> None:
        """Draw the view."""
        u, vy = self.underlag, self.vy
        self.banderoll.value = sida.banderoll(u)
        self.korthet.value = sida.i_ord(i_korthet(u, vy.matt))
        self.kodruta.value = sida.kodruta(kod(u, vy)) if self.visa_koden.value else ""
        try:
            with bara_bred():
                block = anrop(u, vy).gor(u)
        except AnalysError as fel:
            block = Text(vy.omrade, (str(fel),))
        self.figur.value = sida.som_vy(block)
        data = {"text/html": html} if (html := sida.som_tabell(block)) else {}
        self.tabell.outputs = ({"output_type": "display_data", "data": data, "metadata": {}},) if data else ()

    def _rita_in(self) -> None:
        if self.dag.value and (text := " ".join(self.text.value.split())):
            self._handelser = sorted({*self._handelser, (self.dag.value.isoformat(), text)})
            self.text.value = ""
            self._folj(self.vy, self.tema.value)
        else:
            self._sag("Välj en dag och skriv vad som hände.")

    def _sudda(self, handelse: tuple[str, str]) -> None:
        self._handelser.remove(handelse)
        self._folj(self.vy, self.tema.value)

    def _spara(self) -> None:
        self.sparat.spara(self.namn.value, self.vy)
        with self._tystnad():
            _satt(self.sparade, [(n, n) for n in self.sparat.namn()], " ".join(self.namn.value.split()))
        self._sag(f"Vyn är sparad som {self.sparade.value}.")

    def _oppna(self) -> None:
        vy = self.sparat.oppna(self.sparade.value or "")
        self.session.underlag(vy.region, vy.omrade, vy.period)  # what is no longer computed is said, not replaced
        self.namn.value = self.sparade.value
        self._stall_in(vy)

    def _ta_bort(self) -> None:
        self.sparat.ta_bort(self.sparade.value or "")
        with self._tystnad():
            _satt(self.sparade, [(n, n) for n in self.sparat.namn()], "")

    def _exportera(self) -> None:
        fil = exportera(self.session.hem, self.underlag, self.vy, self.format.value)
        rad = rapportrad(self.vy, self.session.teman(self.underlag), internt=self.session.internt)
        plats = fil.relative_to(self.session.hem.rot)
        self._sag(f"Sparad: {plats}. Hela rapporten görs med kommandot:", rad)

    def _sag(self, text: str, rad: str = "") -> None:
        self.svar.value = sida.i_ord(Text("", (text,))) + (sida.kodruta(rad) if rad else "")

    def _med_besked(self, gor: Callable[[], object]) -> Callable[..., None]:
        """Return the function with its errors said on the page."""

        def kor(*_: object) -> None:
            self.svar.value = ""
            try:
                gor()
            except AnalysError as fel:
                self._sag(str(fel))
            except Exception as fel:  # whatever it is, the page says so: nobody sees what a callback raises
                self._sag(
                    f"Ett oväntat fel ({type(fel).__name__}) i programmet. Välj något annat, eller kör om cellen. "
                    "Kommer det igen: berätta för den som sköter programmet vad du valde."
                )

        return kor

    @contextmanager
    def _tystnad(self) -> Iterator[None]:
        """Let lists be filled without each being taken for a choice."""
        forut, self._tyst = self._tyst, True
        try:
            yield
        finally:
            self._tyst = forut


def _form() -> dict[str, Any]:
    """Return how a field is laid out: its label beside it, as wide as there is room."""
    return {"style": {"description_width": "6rem"}, "layout": w.Layout(width="auto")}


def _lista(namn: str) -> w.Dropdown:
    return w.Dropdown(description=namn, **_form())


def _kryss(namn: str, *, vald: bool) -> w.Checkbox:
    return w.Checkbox(vald, description=namn, indent=False, layout=w.Layout(width="9rem"))


def _knapp(namn: str, gor: Callable[..., None]) -> w.Button:
    knapp = w.Button(description=namn)
    knapp.on_click(gor)
    return knapp


def _satt(lista: w.Dropdown, val: Val, varde: str | None) -> None:
    """Let a list hold ``val`` with ``varde`` chosen, else the first there is."""
    val = tuple(val)
    if lista.options != val:
        lista.options = val
    finns = [v for _, v in val]
    lista.value = varde if varde in finns else next(iter(finns), None)
