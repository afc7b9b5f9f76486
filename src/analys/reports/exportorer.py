"""nbconvert exporters: ``jupyter nbconvert --to analys_html`` and JupyterLab's *Save and Export Notebook As*."""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Bool, List, Unicode

from analys.reports.dokument import las_dokument


class _AnalysExportor(Exporter):
    """What the formats share: by default the result is marked as a strategist's own analysis."""

    egen_analys = Bool(True, help="Mark the page 'egen analys'; the runner of releases turns it off.").tag(config=True)


class AnalysHtml(_AnalysExportor):
    """One self-contained HTML file."""

    export_from_notebook = "Analys: rapport (HTML)"
    output_mimetype = "text/html"
    syskon = List(Unicode(), help="Names of the sibling files in other formats to link to.").tag(config=True)

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the executed notebook as HTML."""
        from analys.reports.html import dokument_som_html  # noqa: PLC0415 (each format loads only its own libraries)

        nb, res = super().from_notebook_node(nb, resources, **kw)
        return dokument_som_html(las_dokument(nb, egen_analys=self.egen_analys), self.syskon), res


class AnalysPdf(_AnalysExportor):
    """One PDF, PDF/UA-1 and PDF/A-2a."""

    export_from_notebook = "Analys: rapport (PDF)"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the executed notebook as PDF."""
        from analys.reports.pdf import dokument_som_pdf  # noqa: PLC0415

        nb, res = super().from_notebook_node(nb, resources, **kw)
        return dokument_som_pdf(las_dokument(nb, egen_analys=self.egen_analys)), res


class AnalysPptx(_AnalysExportor):
    """One PowerPoint presentation of the cells tagged ``bild``."""

    export_from_notebook = "Analys: bilder (PowerPoint)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

    def _file_extension_default(self) -> str:
        return ".pptx"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the executed notebook's slides."""
        from analys.reports.presentation import dokument_som_pptx  # noqa: PLC0415

        nb, res = super().from_notebook_node(nb, resources, **kw)
        return dokument_som_pptx(las_dokument(nb, egen_analys=self.egen_analys)), res


class AnalysBildpdf(_AnalysExportor):
    """The same slides as PDF, PDF/UA-1 and PDF/A-2a."""

    export_from_notebook = "Analys: bilder (PDF)"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".bilder.pdf"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the executed notebook's slides."""
        from analys.reports.pdf import dokument_som_bildpdf  # noqa: PLC0415

        nb, res = super().from_notebook_node(nb, resources, **kw)
        return dokument_som_bildpdf(las_dokument(nb, egen_analys=self.egen_analys)), res


class AnalysXlsx(_AnalysExportor):
    """One workbook with every table."""

    export_from_notebook = "Analys: tabeller (Excel)"
    output_mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def _file_extension_default(self) -> str:
        return ".xlsx"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the executed notebook's tables as a workbook."""
        from analys.reports.xlsx import dokument_som_xlsx  # noqa: PLC0415

        nb, res = super().from_notebook_node(nb, resources, **kw)
        return dokument_som_xlsx(las_dokument(nb, egen_analys=self.egen_analys)), res


EXPORTORER: dict[str, type[_AnalysExportor]] = {
    "html": AnalysHtml,
    "pdf": AnalysPdf,
    "pptx": AnalysPptx,
    "bilder.pdf": AnalysBildpdf,
    "xlsx": AnalysXlsx,
}
"""The exporter of each format."""
