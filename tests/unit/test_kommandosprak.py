"""What is said of a command that is misspelt."""

from __future__ import annotations

import pytest

from analys.cli import main


@pytest.mark.parametrize(
    ("ord_", "sagt"),
    [
        (["hamta", "kolda"], "Kommandot hamta kolda finns inte. Menade du kolada? Välj bland kolada, scb och databas."),
        (["hamt"], "Kommandot hamt finns inte. Menade du hamta?"),
    ],
)
def test_a_misspelt_command_is_told_of_the_nearest(
    ord_: list[str], sagt: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["analys", *ord_])
    with pytest.raises(SystemExit) as slut:
        main()
    assert slut.value.code == 2
    assert capsys.readouterr().err.startswith(sagt)
