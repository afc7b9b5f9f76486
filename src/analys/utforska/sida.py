"""Blocks as the exploring page shows them: the figure as in the report, its table to sort and filter, banners."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pandas as pd
from itables import to_html_datatable
from itables.typing import JavascriptFunction
from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import escape

from analys.present import stil
from analys.present.block import Block, Figur, Tabell, Text
from analys.present.html import fet, mallar
from analys.present.underlag import Underlag
from analys.reports.html import typsnittsregler

_I_VANTAN = re.compile("<tbody>.*?</tbody>", re.DOTALL)
_TILLAGG = re.compile("<sup>.*?</sup>", re.DOTALL)
"""What itables says in English, with addresses on the web, until it has drawn the table over the plain one."""
_SORTERING = JavascriptFunction(
    "function (text, slag, rad, plats) {"
    " if (slag !== 'sort' && slag !== 'type') { return text; }"
    " if (plats.col === 0) { return plats.row; }"
    " const tal = /-?[0-9][0-9\\u00a0\\u202f ]*(,[0-9]+)?/.exec(String(text).replace(/\\u2212/g, '-'));"
    " return tal ? parseFloat(tal[0].replace(/[\\u00a0\\u202f ]/g, '').replace(',', '.')) : -1e15; }"
)
"""How a finished Swedish text is sorted: by its first number, a sign or a word below all; the first column by row."""
_PA_SVENSKA: dict[str, Any] = {
    "search": "Filtrera:",
    "info": "Visar _START_ till _END_ av _TOTAL_ rader",
    "infoEmpty": "Inga rader",
    "infoFiltered": "(av _MAX_)",
    "lengthMenu": "Visa _MENU_ rader",
    "zeroRecords": "Ingen rad stämmer med filtret",
    "emptyTable": "Tabellen är tom",
    "loadingRecords": "Läser …",
    "paginate": {"first": "Första", "last": "Sista", "next": "Nästa", "previous": "Föregående"},
    "aria": {
        "orderable": ": sortera",
        "orderableReverse": ": sortera åt andra hållet",
        "orderableRemove": ": ta bort sorteringen",
        "paginate": {"first": "Första", "last": "Sista", "next": "Nästa", "previous": "Föregående"},
    },
}


def som_vy(block: Block) -> str:
    """Return a block as HTML; its table, if any, is shown beside it (`som_tabell`)."""
    return str(_mallar().get_template("vy.html").render(b=block.som_json()))


def som_tabell(block: Block) -> str:
    """Return the block's table with sorting and filter, which need no network; nothing when it has none."""
    tabell = block.tabell if isinstance(block, Figur) else block
    if not isinstance(tabell, Tabell):
        return ""
    ram = pd.DataFrame(list(tabell.rader), columns=list(tabell.kolumner), dtype="str")
    vanster = [0, *tabell.vanster]
    hoger = [nr for nr in range(len(tabell.kolumner)) if nr not in vanster]
    html = to_html_datatable(
        ram,
        caption=tabell.titel,
        connected=False,
        showIndex=False,
        display_logo_when_loading=False,
        text_in_header_can_be_selected=False,
        language=_PA_SVENSKA,
        pageLength=15,
        order=[],
        layout={"topStart": None, "topEnd": "search", "bottomStart": "info", "bottomEnd": "paging"},
        classes="display compact",
        style="width:100%",
        columnDefs=[
            {"targets": "_all", "render": _SORTERING},
            {"targets": hoger, "className": "dt-right"},
            {"targets": vanster, "className": "dt-left"},
        ],
    )
    return _TILLAGG.sub("", _I_VANTAN.sub("<tbody></tbody>", str(html), count=1))


def i_ord(text: Text) -> str:
    """Return sentences as a framed text."""
    return f'<div class="korthet" lang="sv">{"".join(f"<p>{fet(s)}</p>" for s in text.stycken)}</div>'


def banderoll(underlag: Underlag) -> str:
    """Return the page's style and its banners: internal, invented, preliminary."""
    rapport = underlag.rapport().som_json()
    egen = stil.farger(rapport) | {"TYPSNITT": stil.TYPSNITT}
    mall = _mallar().get_template("banderoll.html")
    return str(mall.render(r=rapport, stil=egen, typsnitt=typsnittsregler()))


def kodruta(text: str) -> str:
    """Return lines to copy."""
    return f'<pre tabindex="0">{escape(text)}</pre>'


@cache
def _mallar() -> Environment:
    miljo = mallar().overlay()
    miljo.loader = ChoiceLoader([PackageLoader("analys.utforska", "mallar"), PackageLoader("analys.present", "mallar")])
    return miljo
