"""The accessibility statement, after the model of the supervisory authority (lagen 2018:1937, 14 §)."""

from __future__ import annotations

from typing import Any

from analys import svenska
from analys.present.block import Text
from analys.present.underlag import Underlag

TESTAT = (
    "Alla webbsidor är testade automatiskt mot WCAG 2.1 nivå AA (axe-core i webbläsaren Chromium).",
    "Varje sida är testad i 320 bildpunkters bredd, som motsvarar 400 procents förstoring. Bara breda tabeller rullas "
    "i sidled, i en egen ruta som nås med tangentbordet.",
    "Alla länkar, också kartans, nås och används med tangentbordet. Sidorna har inga skript och hämtar inget från "
    "nätet.",
    "Varje diagram har en textbeskrivning och en tabell med samma siffror. Ingen upplysning ges bara med färg.",
    "PDF-filerna är testade mot standarderna PDF/UA-1 och PDF/A-2a med veraPDF:s regler.",
)
BRISTER = (
    "Ingen genomgång med skärmläsare, och ingen av personer med funktionsnedsättning, har gjorts ännu.",
    "Diagram och karta är bilder. Siffrorna i dem kan inte läsas en och en, men står i tabellen bredvid.",
    "Texten i diagrammen blir liten på smala skärmar. Förstora sidan eller läs tabellen.",
    "Excelfilerna och de öppna data är inte testade mot någon standard för tillgänglighet. Samma siffror finns på "
    "webbsidan.",
)


def tillganglighet(underlag: Underlag) -> list[dict[str, Any] | str]:
    """Return the page's parts: what is tested and how, known gaps, whom to turn to, and who supervises."""
    profil = underlag.profil
    t = profil.tillganglighet
    inledning = (
        f"{profil.namn} står bakom den här webbplatsen med rapporter för {profil.omradesnamn}. Vi vill att så många "
        "som möjligt ska kunna använda den. Här beskrivs hur den uppfyller lagen om tillgänglighet till digital "
        "offentlig service, vilka brister vi känner till och hur de kan rapporteras.",
        "Webbplatsen är **delvis förenlig** med lagen: bristerna nedan är kända, och allt är inte granskat.",
    )

    def text(*stycken: str, slag: str = "stycken") -> dict[str, Any]:
        return Text(profil.kod, stycken, slag=slag).som_json()

    return [
        text(*inledning),
        "Vad som är testat",
        text(*TESTAT, slag="lista"),
        "Kända brister",
        text(*BRISTER, slag="lista"),
        "Kontakta oss om du hittar brister",
        text(
            f"Skriv eller ring till {profil.kontakt}. Berätta vilken sida det gäller och vad som inte fungerar. Den "
            "som behöver innehållet i en annan form kan få det därifrån."
        ),
        "Tillsyn",
        text(
            f"{t.tillsyn} har ansvar för tillsyn över lagen. Den som inte är nöjd med hur vi hanterar synpunkter kan "
            f"anmäla det dit: {t.tillsyn_adress}."
        ),
        "Hur vi har testat",
        text(
            f"Testerna körs automatiskt varje gång programmet ändras. {t.granskning} "
            f"Redogörelsen uppdaterades {svenska.datum(t.uppdaterad)}."
        ),
    ]
