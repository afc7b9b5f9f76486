"""nbconvert exporters: ``jupyter nbconvert --to analys_html`` and JupyterLab's *Save and Export Notebook As*."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Bool, List, Unicode

from analys.errors import UsageError
from analys.reports.dokument import Dokument, las_dokument


class _AnalysExportor(Exporter):
    """What the formats share: by default the result is marked as a strategist's own analysis."""

    andelse: ClassVar[str]
    egen_analys = Bool(True, help="Mark the page 'egen analys'; the runner of releases turns it off.").tag(config=True)

    def _file_extension_default(self) -> str:
        return self.andelse

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str | bytes, dict[str, Any]]:
        """Return the executed notebook in the format.

        Raises
        ------
        UsageError : what `las_dokument` refuses, or figures of the internal level, which may not leave their tree.
        """
        nb, res = super().from_notebook_node(nb, resources, **kw)
        dokument = las_dokument(nb, egen_analys=self.egen_analys)
        if self.egen_analys and dokument.rapport["internt"]:
            raise UsageError(
                "Interna siffror sparas bara i den interna mappen. Exportera dem med knappen i analys utforska "
                "--internt, eller gör rapporten med analys rapport --internt."
            )
        return self.gor(dokument), res

    @abstractmethod
    def gor(self, dokument: Dokument) -> str | bytes:
        """Return a document in the format; each loads only its own libraries, and not before."""


class AnalysHtml(_AnalysExportor):
    """One self-contained HTML file."""

    export_from_notebook = "Analys: rapport (HTML)"
    output_mimetype = "text/html"
    andelse = ".html"
    syskon = List(Unicode(), help="Names of the sibling files in other formats to link to.").tag(config=True)

    def gor(self, dokument: Dokument) -> str:
        """Return the page."""
        from analys.reports.html import dokument_som_html  # noqa: PLC0415

        return dokument_som_html(dokument, self.syskon)


class AnalysPdf(_AnalysExportor):
    """One PDF, PDF/UA-1 and PDF/A-2a."""

    export_from_notebook = "Analys: rapport (PDF)"
    output_mimetype = "application/pdf"
    andelse = ".pdf"

    def gor(self, dokument: Dokument) -> bytes:
        """Return the PDF."""
        from analys.reports.pdf import dokument_som_pdf  # noqa: PLC0415

        return dokument_som_pdf(dokument)


class AnalysPptx(_AnalysExportor):
    """One PowerPoint presentation of the cells tagged ``bild``."""

    export_from_notebook = "Analys: bilder (PowerPoint)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    andelse = ".pptx"

    def gor(self, dokument: Dokument) -> bytes:
        """Return the slides."""
        from analys.reports.presentation import dokument_som_pptx  # noqa: PLC0415

        return dokument_som_pptx(dokument)


class AnalysBildpdf(_AnalysExportor):
    """The same slides as PDF, PDF/UA-1 and PDF/A-2a."""

    export_from_notebook = "Analys: bilder (PDF)"
    output_mimetype = "application/pdf"
    andelse = ".bilder.pdf"

    def gor(self, dokument: Dokument) -> bytes:
        """Return the slides."""
        from analys.reports.pdf import dokument_som_bildpdf  # noqa: PLC0415

        return dokument_som_bildpdf(dokument)


class AnalysXlsx(_AnalysExportor):
    """One workbook with every table."""

    export_from_notebook = "Analys: tabeller (Excel)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    andelse = ".xlsx"

    def gor(self, dokument: Dokument) -> bytes:
        """Return the workbook."""
        from analys.reports.xlsx import dokument_som_xlsx  # noqa: PLC0415

        return dokument_som_xlsx(dokument)


EXPORTORER: dict[str, type[_AnalysExportor]] = {
    "html": AnalysHtml,
    "pdf": AnalysPdf,
    "pptx": AnalysPptx,
    "bilder.pdf": AnalysBildpdf,
    "xlsx": AnalysXlsx,
}
"""The exporter of each format."""
