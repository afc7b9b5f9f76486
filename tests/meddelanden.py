"""Write docs/meddelanden.md: every error and warning that the program can say, gathered from its text.

``python -m tests.meddelanden`` (make meddelanden); a test compares the file with the program.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import analys
from analys import errors
from analys.errors import AnalysError

PAKET = Path(analys.__file__).parent
FIL = Path(__file__).parents[1] / "docs" / "meddelanden.md"
KLASSER = {n: k for n, k in vars(errors).items() if isinstance(k, type) and issubclass(k, AnalysError)}
VARNAR = {"meddela", "saga", "varna"}
LAMNAR = {"barn.py": 1, "processer.py": 1, "kommandosprak.py": 2}
"""Files whose functions return what is said, and the exit status then."""
RUBRIKER = {
    2: (
        "Slutkod 2: något är fel skrivet",
        "Inget har ändrats. Rätta kommandot, profilen eller katalogen och kör igen.",
    ),
    65: ("Slutkod 65: leveransen eller en inställning kan inte läsas", "Inget har ändrats. Alla fel sägs på en gång."),
    69: (
        "Slutkod 69: skyddet mot röjande säger stopp",
        "Den förra utgåvan gäller. Se *Skyddet mot röjande* i handboken.",
    ),
    73: ("Slutkod 73: det går inte att skriva", "Inget har ändrats."),
    75: ("Slutkod 75: en annan körning pågår", "Vänta tills den är klar."),
    143: ("Slutkod 143: körningen stoppades", "Meddelandet säger vilken utgåva som gäller."),
    1: (
        "Slutkod 1: något kunde inte göras eller hämtas",
        "Övriga rapporter är klara. En hämtning som inte gick har inte ändrat något.",
    ),
    0: ("Varningar", "Körningen fortsätter. Titta efter, och godkänn det som är rätt (*En månad* i handboken)."),
}


ATGARDER = {
    "inga rader för": "Fråga den som lämnar: saknas raderna, eller hände inget? En lucka visas som -, aldrig som noll.",
    "läses inte": 'Kör analys kontrollera, som föreslår hur den ska läsas. Behövs den inte: --las "RUBRIK=".',
    "har inte kunnat jämföras": "Jämför summaraden med raderna för hand, eller be om en export utan summarader.",
    "okänt eller tomt värde": "Fråga den som lämnar om värdet finns i systemet. Mått som behöver det blir svagare.",
    "räknas de som olika besök": "Lämna besöksnummer. Annars kan samma besök räknas två gånger.",
    "överlappar personens förra": "Oftast förflyttningar. Är de många fler än förra månaden: begär en ny export.",
    "har inga rader": "Fråga den som lämnar, och godkänn varningen om det stämmer.",
    "än medianen": "En halv eller dubbel fil ser ut så. Begär en ny, eller godkänn varningen om talet stämmer.",
    "Disken": "Frigör utrymme och kör igen.",
    "Körningen stoppades": "Kör igen när du vill. Inget halvfärdigt finns kvar.",
    "får inte starta processer": "Se docs/skala.md: inställningen ges när arbetaren startas.",
}
"""What to do about messages that do not say it themselves, by some of their words."""
ANNARS = {
    2: "Rätta det och kör igen. `analys --hjalp` och `analys KOMMANDO --hjalp` visar vad som går att skriva.",
    65: "Rätta filen som meddelandet namnger och kör igen.",
    73: "Kontrollera behörighet och utrymme, eller välj en annan plats.",
    1: "Kör igen. Händer det på nytt: skicka meddelandet till den som förvaltar programmet.",
    143: "Kör igen när du vill.",
}
ORSAKER = {("natet.py", "_orsak")}
"""Functions that return why nothing could be fetched."""
ORSAKSTABELLER = {
    "_SQLSTATE": (
        "Databasen …: {}.",
        "Kontrollera adressen i källans fil, frågan i leverans.toml och miljövariablerna med användare och lösenord.",
    )
}
"""Tables of causes: the message that they stand in, and what it says to do."""
VARNINGSTEXTER = {"lucktext", "hopptext"}
"""Functions that return a warning's words."""


def atgard(slutkod: int, text: str) -> str:
    """Return what to do about a message that does not say it itself."""
    return next((gor for ord_, gor in ATGARDER.items() if ord_ in text), ANNARS.get(slutkod, ""))


@dataclass(frozen=True, order=True)
class Meddelande:
    """One message: the exit status (0: a warning), its words with … for what varies, and what to do."""

    slutkod: int
    text: str
    gor: str = ""


@cache
def alla() -> list[Meddelande]:
    """Return every message of the package once, in order."""
    return sorted({m for fil in sorted(PAKET.rglob("*.py")) for m in i_fil(fil)})


def i_fil(fil: Path) -> Iterator[Meddelande]:
    """Yield the messages of one file of the program."""
    modul = ast.parse(fil.read_text(encoding="utf-8"))
    for tabell in (n for n in modul.body if isinstance(n, ast.Assign) and isinstance(n.value, ast.Dict)):
        mall, gor = ORSAKSTABELLER.get(getattr(tabell.targets[0], "id", ""), ("", ""))
        varden = tabell.value.values if mall else []  # type: ignore[attr-defined]
        yield from (Meddelande(1, mall.format(o), gor) for v in varden for o in ord_(v, {}))
    for gren in ast.walk(modul):
        if isinstance(gren, ast.FunctionDef) and (fil.name, gren.name) in ORSAKER:
            svar = (n.value for n in ast.walk(gren) if isinstance(n, ast.Return) and n.value is not None)
            yield from (_delat(1, f"… (…): {o}") for v in svar for o in ord_(v, {}))
        elif isinstance(gren, ast.FunctionDef):
            lamnar = 0 if gren.name in VARNINGSTEXTER else LAMNAR.get(fil.name)
            satta = [*_tilldelningar(modul.body), *_tilldelningar(ast.walk(gren))]
            for nod in (n for n in ast.walk(gren) if isinstance(n, ast.Call | ast.Yield | ast.Return)):
                rad = nod.lineno
                yield from _av(nod, {n: v for n, v, nar in satta if nar < rad or nar < gren.lineno}, lamnar)


def _tilldelningar(noder: Iterable[ast.AST]) -> list[tuple[str, ast.expr, int]]:
    """Return what names are set to, in the order of their lines: the last before a line is what it means there."""
    satta = [n for n in noder if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)]
    return [(n.targets[0].id, n.value, n.lineno) for n in sorted(satta, key=lambda n: n.lineno)]  # type: ignore[attr-defined]


def _av(nod: ast.AST, namn: dict[str, ast.expr], lamnar: int | None) -> Iterator[Meddelande]:
    if isinstance(nod, ast.Return) and nod.value is not None and lamnar is not None:
        yield from (
            _delat(lamnar, v)
            for v in ord_(nod.value, namn)
            if lamnar == 0 or (v[0].isupper() and v.endswith((".", "…")))
        )
    if isinstance(nod, ast.Yield) and isinstance(nod.value, ast.Tuple) and len(nod.value.elts) == 2:
        vad, gor = (ord_(e, namn) for e in nod.value.elts)
        if all(v.endswith((".", "?")) for v in (*vad, *gor)) and vad and gor:
            yield from (Meddelande(65, f"…: {v}", gor[0]) for v in vad)
    if not isinstance(nod, ast.Call):
        return
    vem = nod.func.attr if isinstance(nod.func, ast.Attribute) else getattr(nod.func, "id", "")
    if vem == "Filfel" and len(nod.args) >= 3:
        gor = " eller ".join(ord_(nod.args[2], namn)) or atgard(65, "")
        yield from (Meddelande(65, f"…: {v}", gor) for v in ord_(nod.args[1], namn))
    elif vem in KLASSER and nod.args and vem != "DataError":
        yield from (_delat(KLASSER[vem].exit_status, v) for v in ord_(nod.args[0], namn))
    elif vem in {"append", "extend"} and isinstance(nod.func, ast.Attribute) and _heter(nod.func.value, "varningar"):
        yield from (Meddelande(0, v, atgard(0, v)) for v in (f"Varning, …: {o}." for o in ord_(nod.args[0], namn)))
    elif vem in VARNAR and nod.args:
        yield from (Meddelande(0, v, atgard(0, v)) for v in ord_(nod.args[0], namn) if v.startswith("Varning"))


def _delat(slutkod: int, text: str) -> Meddelande:
    """Return a message that says itself what to do, in its later sentences."""
    vad, punkt, gor = text.partition(". ")
    return Meddelande(slutkod, vad + punkt.strip(), gor.strip() if gor.strip(" ….") else atgard(slutkod, text))


def _heter(nod: ast.expr, namn: str) -> bool:
    return isinstance(nod, ast.Attribute) and nod.attr == namn


def ord_(nod: ast.expr, namn: dict[str, ast.expr], djup: int = 0) -> list[str]:
    """Return the texts that an expression can be, with … for what is filled in; none when it holds no words."""
    text: list[str] = []
    match nod:
        case ast.Constant(value=str()):
            text = [nod.value]
        case ast.JoinedStr():
            text = ["".join(d.value if isinstance(d, ast.Constant) else "…" for d in nod.values)]
        case ast.BinOp(op=ast.Add()):
            text = [a + b for a in ord_(nod.left, namn) or ["…"] for b in ord_(nod.right, namn) or ["…"]]
        case ast.IfExp():
            text = [*ord_(nod.body, namn), *ord_(nod.orelse, namn)]
        case ast.Name() if nod.id in namn and djup < 3:
            text = ord_(namn[nod.id], namn, djup + 1)
        case ast.Call(func=ast.Attribute(attr="format")):
            text = [re.sub(r"\{\w*\}", "…", t) for t in ord_(nod.func.value, namn)]
        case ast.GeneratorExp() | ast.ListComp():
            text = ord_(nod.elt, namn)
        case ast.Tuple() if nod.elts:
            text = ord_(nod.elts[0], namn)
    return [t for t in text if any(len(o) > 2 and o.isalpha() for o in t.replace("…", " ").split())]


def sida() -> str:
    """Return the whole of docs/meddelanden.md."""
    rader = [
        "# Alla meddelanden, och vad du gör",
        "",
        "Sidan är gjord ur programmet av `make meddelanden`; skriv inte i den. `…` är det som varierar: filens namn",
        "och rad, en kommun, ett tal. Sök på ett par ord ur meddelandet. Mer står i [handboken](handbok.md).",
    ]
    for slutkod, (rubrik, vad) in RUBRIKER.items():
        rader += ["", f"## {rubrik}", "", vad, "", "| meddelande | gör så här |", "|---|---|"]
        rader += [f"| {_cell(m.text)} | {_cell(m.gor)} |" for m in alla() if m.slutkod == slutkod]
    return "\n".join(rader) + "\n"


def _cell(text: str) -> str:
    text = re.sub(r"(?<=[.:])…+|…+(?=…)", "", text)
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())


if __name__ == "__main__":
    FIL.write_text(sida(), encoding="utf-8")
