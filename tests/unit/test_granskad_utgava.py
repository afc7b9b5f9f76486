"""What a release's manifest finds when its files are looked at again."""

from pathlib import Path

import pytest

from analys.reports import utgava


@pytest.fixture
def slapp(tmp_path: Path) -> Path:
    plats = tmp_path / "utgava"
    (plats / "1380-halmstad").mkdir(parents=True)
    (plats / "index.html").write_text("a", encoding="utf-8")
    (plats / "1380-halmstad" / "hemsjukvard.html").write_text("b", encoding="utf-8")
    utgava.skriv_manifest(plats, {"rapporter": []})
    return plats


def test_a_whole_release_has_nothing_to_remark(slapp: Path) -> None:
    assert utgava.granska(slapp) == (2, [])


def test_a_changed_a_missing_and_an_added_file_are_found(slapp: Path) -> None:
    (slapp / "index.html").write_text("A", encoding="utf-8")
    (slapp / "1380-halmstad" / "hemsjukvard.html").rename(slapp / "1380-halmstad" / "ny.html")
    vantat = ["1380-halmstad/hemsjukvard.html", "1380-halmstad/ny.html", "index.html"]
    assert utgava.granska(slapp) == (2, vantat)


def test_what_the_machine_leaves_in_an_opened_folder_is_no_part_of_a_release(slapp: Path) -> None:
    for namn in ("~$presentation.pptx", ".DS_Store", "Thumbs.db", "desktop.ini", "Desktop.ini"):
        (slapp / "1380-halmstad" / namn).write_text("x", encoding="utf-8")
    assert utgava.granska(slapp) == (2, [])
    (slapp / utgava.MANIFEST).unlink()
    utgava.skriv_manifest(slapp, {"rapporter": []})  # a release that was made with one of them in it
    (slapp / "1380-halmstad" / ".DS_Store").write_text("y", encoding="utf-8")
    (slapp / "1380-halmstad" / "~anteckning.txt").write_text("z", encoding="utf-8")
    assert utgava.granska(slapp)[1] == ["1380-halmstad/.DS_Store", "1380-halmstad/~anteckning.txt"]
