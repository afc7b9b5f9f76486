"""Markdown as nodes of prose: what people write in notebooks and comments, and nothing that is not on the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import mistune

from analys.errors import UsageError

_LANKAR = ("https://", "mailto:")
_ast = mistune.create_markdown(renderer="ast")


def prosa(markdown: str, nummer: int = 0) -> list[dict[str, Any]]:
    """Return Markdown as nodes: headings, paragraphs, lists, strong, em, code and https/mailto links; nothing else.

    Raises
    ------
    UsageError : HTML, images, tables or other markup.
    """
    return [_blocknod(nod, nummer) for nod in _ast(markdown) if nod["type"] != "blank_line"]


def _blocknod(nod: dict[str, Any], nummer: int) -> dict[str, Any]:
    if nod["type"] == "heading":
        return {"t": "h", "niva": nod["attrs"]["level"], "c": _inline(nod["children"], nummer)}
    if nod["type"] == "paragraph":
        return {"t": "p", "c": _inline(nod["children"], nummer)}
    if nod["type"] == "list":
        if any(len(punkt["children"]) != 1 for punkt in nod["children"]):
            raise _okand({"type": "lista i lista"}, nummer)
        punkter = [_inline(punkt["children"][0]["children"], nummer) for punkt in nod["children"]]
        return {"t": "ol" if nod["attrs"].get("ordered") else "ul", "punkter": punkter}
    raise _okand(nod, nummer)


def _inline(noder: list[dict[str, Any]], nummer: int) -> list[dict[str, Any]]:
    ut: list[dict[str, Any]] = []
    for nod in noder:
        if nod["type"] in ("text", "codespan"):
            ut.append({"t": "text", "s": nod["raw"]})
        elif nod["type"] in ("softbreak", "linebreak"):
            ut.append({"t": "text", "s": " "})
        elif nod["type"] in ("strong", "emphasis"):
            ut.append({"t": "strong" if nod["type"] == "strong" else "em", "c": _inline(nod["children"], nummer)})
        elif nod["type"] == "link" and nod["attrs"]["url"].startswith(_LANKAR):
            ut.append({"t": "a", "url": nod["attrs"]["url"], "c": _inline(nod["children"], nummer)})
        else:
            raise _okand(nod, nummer)
    return ut


def _okand(nod: dict[str, Any], nummer: int) -> UsageError:
    return UsageError(
        f"Cell {nummer} har text som inte kan följa med i en rapport ({nod['type']}). Använd rubriker, stycken, "
        "listor, fet och kursiv text och länkar som börjar med https."
    )


def prosatext(noder: Sequence[dict[str, Any]]) -> str:
    """Return nodes as plain text, where a format has no markup."""
    return " ".join(_rad(n) for n in noder)


def _rad(nod: dict[str, Any]) -> str:
    if "punkter" in nod:
        return " ".join(f"– {_utan_markering(p)}" for p in nod["punkter"])
    return _utan_markering(nod["c"])


def _utan_markering(noder: Sequence[dict[str, Any]]) -> str:
    return "".join(n["s"] if "s" in n else _utan_markering(n["c"]) for n in noder)
