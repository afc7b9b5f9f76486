"""What click says, in Swedish: the help, and what is wrongly typed."""

from __future__ import annotations

import sys

import click

from analys.svenska import liknar, lista


class _Svensk(click.Command):
    """A command whose help is in Swedish."""

    def get_help(self, ctx: click.Context) -> str:
        text = super().get_help(ctx)
        for engelska, svenska in _HJALPORD.items():
            text = text.replace(engelska, svenska)
        return text


class SvenskGrupp(_Svensk, click.Group):
    """A group of Swedish commands."""

    command_class = _Svensk


_HJALPORD = {
    "Usage:": "Användning:",
    "Options:": "Flaggor:",
    "Commands:": "Kommandon:",
    "[OPTIONS]": "[FLAGGOR]",
    "COMMAND [ARGS]...": "KOMMANDO",
    "Show this message and exit.": "Visa den här hjälpen.",
    "[default: ": "[annars: ",
    "[required]": "[krävs]",
}


def pa_svenska(fel: click.ClickException, app: click.Group) -> str:
    """Return click's message in Swedish, with the nearest name that exists in ``app``."""
    hjalp = " Skriv analys --hjalp för hjälp."
    match fel:
        case click.NoSuchOption():
            kanda = [n for p in fel.ctx.command.params for n in p.opts] if fel.ctx else []
            return f"Flaggan {fel.option_name} finns inte.{liknar(fel.option_name, kanda)}{hjalp}"
        case click.MissingParameter():
            return f"{_namn(fel.param, app)} saknas.{hjalp}"
        case click.BadOptionUsage():
            return f"Flaggan {fel.option_name} saknar värde eller är fel skriven.{hjalp}"
        case click.BadParameter():
            return f"{_namn(fel.param, app)} är fel skrivet.{hjalp}"
        case click.UsageError() if fel.ctx and fel.ctx.command is app:
            namn = next((a for a in sys.argv[1:] if not a.startswith("-")), "")
            return f"Kommandot {namn} finns inte.{liknar(namn, app.commands)} Välj bland {lista(app.commands)}."
        case _:
            return f"Kommandot är fel skrivet.{hjalp}"


def _namn(param: click.Parameter | None, app: click.Group) -> str:
    """Return a parameter as it is typed: ``--nyckel``, or the argument's name."""
    if isinstance(param, click.Option):
        return param.opts[0]
    return str(param.make_metavar(click.Context(app))) if param else "Ett värde"
