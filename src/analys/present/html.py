"""Blocks as HTML fragments: the same in JupyterLab and in the report."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from analys.present.block import HANDELSERUBRIK
from analys.present.nedladdning import datalank, filnamn

_FET = re.compile(r"\*\*(.+?)\*\*")


def fet(text: str) -> Markup:
    """Return the text escaped, with ``**fet**`` as strong; nothing else is markup."""
    return Markup(_FET.sub(r"<strong>\1</strong>", str(escape(text))))  # noqa: S704 (escaped first)


def svg_med_alt(svg: str, alt: str, klass: str) -> Markup:
    """Return the drawing as one image with its text alternative; what is inside it is not read out."""
    inledning = f'<svg role="img" class="{klass}" aria-label="{escape(alt)}"'
    return Markup(svg.replace("<svg", inledning, 1))  # noqa: S704 (drawn by present.diagram)


@cache
def mallar() -> Environment:
    """Return the template environment: everything is escaped, an unknown name is an error."""
    miljo = Environment(
        loader=PackageLoader("analys.present", "mallar"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    miljo.globals["handelserubrik"] = HANDELSERUBRIK
    miljo.filters["fet"] = fet
    miljo.filters["svg"] = svg_med_alt
    miljo.filters["datalank"] = datalank
    miljo.filters["filnamn"] = filnamn
    return miljo


def som_html(block: dict[str, Any], niva: int = 3, nummer: int = 0) -> str:
    """Return one block as HTML; ``niva`` is the heading level of its title, ``nummer`` makes its ids unique."""
    return str(mallar().get_template("block.html").render(b=block, niva=niva, id=f"b{nummer}"))
