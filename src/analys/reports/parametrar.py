"""The contract of a theme notebook: one tagged cell of literals, no name or type but its own, nothing that waits."""

from __future__ import annotations

import ast
import inspect
import re
from typing import Any

from nbformat import NotebookNode

from analys import svenska
from analys.errors import UsageError

_NAMN = re.compile(r"[a-z][a-z_]*")
_TYPORD = {str: "text", int: "ett heltal", float: "ett tal", bool: "sant eller falskt"}


def notebook_parametrar(notebook: NotebookNode, namn: str) -> dict[str, Any]:
    """Return the notebook's own parameters with their default values.

    Raises
    ------
    UsageError : not exactly one cell tagged ``parameters``, or something else than ``name = literal`` in it.
    """
    celler = [c for c in notebook.cells if c.cell_type == "code" and "parameters" in c.metadata.get("tags", [])]
    if len(celler) != 1:
        raise UsageError(f"{namn}: {len(celler)} celler är märkta parameters. Det ska vara exakt en.")
    parametrar: dict[str, Any] = {}
    for rad in ast.parse(celler[0].source).body:
        match rad:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=varde)) if _NAMN.fullmatch(name):
                parametrar[name] = varde
            case _:
                raise UsageError(
                    f'{namn}: cellen med parametrar får bara ha rader som omrade = "1380" (rad {rad.lineno}).'
                )
    return parametrar


def kontrollera_celler(notebook: NotebookNode, namn: str) -> None:
    """Check that no cell waits with ``await`` outside a function: not every kernel can.

    Raises
    ------
    UsageError : one does.
    """
    for nummer, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code":
            continue
        try:
            kod = compile(cell.source, namn, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except SyntaxError:  # said by the kernel when the cell is run
            continue
        if kod.co_flags & inspect.CO_COROUTINE:
            raise UsageError(f"{namn}: cell {nummer} har await utanför en funktion. Skriv om cellen utan await.")


def kontrollera_parametrar(egna: dict[str, Any], givna: dict[str, Any], namn: str) -> None:
    """Check that every given parameter is one of the notebook's own, with its type.

    Plain papermill only warns for an unknown name and then reports the default kommun.

    Raises
    ------
    UsageError : unknown name or another type.
    """
    for name, varde in givna.items():
        if name not in egna:
            raise UsageError(
                f'{namn} har ingen parameter "{name}".{svenska.liknar(name, egna)} Den har {svenska.lista(egna)}.'
            )
        if type(varde) is not type(egna[name]):
            ord_ = _TYPORD.get(type(egna[name]), type(egna[name]).__name__)
            raise UsageError(f"{namn}: parametern {name} ska vara {ord_}.")


def tolka(par: str, egna: dict[str, Any], namn: str) -> tuple[str, Any]:
    """Return the name and value of ``namn=värde`` as typed on the command line, in the notebook's own type.

    Raises
    ------
    UsageError : no equals sign, unknown name, or a value that is not of the parameter's type.
    """
    name, skiljetecken, text = par.partition("=")
    if not skiljetecken:
        raise UsageError(f'Parametern "{par}" saknar värde. Skriv namn=värde, till exempel fran=2019-01.')
    if name not in egna:
        kontrollera_parametrar(egna, {name: text}, namn)
    typ = type(egna[name])
    try:
        return name, text if typ is str else typ(ast.literal_eval(text))
    except (ValueError, SyntaxError):
        raise UsageError(f"{namn}: parametern {name} ska vara {_TYPORD.get(typ, typ.__name__)}.") from None
