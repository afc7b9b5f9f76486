"""A papermill engine that runs cells in this very process, with ipykernel's in-process kernel.

Registered as the entry point ``analys`` of ``papermill.engine``. papermill keeps its part (parameters, cell by cell,
what it writes of each); what a cell shows is taken in by nbclient's own code, so it is the same as with a kernel in a
process of its own. One notebook per process: a cell can change anything in it.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import Any

from ipykernel.inprocess.manager import InProcessKernelManager
from nbclient.exceptions import CellExecutionComplete, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager
from traitlets.config import Config

from analys.tidtagning import CELLER, tid

_TOMTID = 60  # seconds that a message from our own thread may take


class Processmotor(Engine):
    """Runs a notebook in this process; a cell that takes too long ends the process by SIGALRM, in C code too."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, execution_timeout: int | None = None, **kwargs: Any
    ) -> NotebookNode:
        """Run every cell; papermill raises the first cell's error afterwards, from the outputs."""
        return _Klient(nb_man, kernel_name=kernel_name, timeout=execution_timeout).execute()


class _Klient(PapermillNotebookClient):
    """papermill's own client, with its kernel in this process."""

    _avslutad = False

    def execute(self, **_: Any) -> NotebookNode:
        """Run the notebook.

        Raises
        ------
        DeadKernelError : a cell asked for an exit, and there are more.
        """
        self.reset_execution_trackers()
        sys.path.insert(0, "")  # as an ordinary kernel has it
        installningar = Config({"HistoryManager": {"enabled": False}})
        self.km: Any = InProcessKernelManager(config=installningar)
        self.km.start_kernel()
        self.kc = self.km.client()
        self.kc.start_channels()
        try:
            self.papermill_execute_cells()
            self.kc.kernel_info()
            self.nb.metadata["language_info"] = self.kc.get_shell_msg(timeout=_TOMTID)["content"]["language_info"]
        finally:
            self.kc.stop_channels()
            self.km.shutdown_kernel()
            sys.path.remove("")
        return self.nb

    def execute_cell(self, cell: NotebookNode, cell_index: int, *_: Any, **__: Any) -> NotebookNode:
        """Run one cell and take in all that it shows, until the kernel says that it is idle."""
        if cell.cell_type != "code" or not cell.source.strip():
            return cell
        if self._avslutad:
            raise DeadKernelError("Kernel died")
        cell.outputs, cell.metadata["execution"] = [], {}
        self.clear_before_next_output = False
        signal.alarm(self.timeout or 0)
        with tid(CELLER):
            nummer = self.kc.execute(cell.source, allow_stdin=False)
        signal.alarm(0)
        self.code_cells_executed += 1
        svar = self.kc.get_shell_msg(timeout=_TOMTID)
        try:
            while True:
                meddelande = self.kc.get_iopub_msg(timeout=_TOMTID)
                fraga = meddelande["parent_header"].get("msg_id")
                if fraga == nummer or (fraga is None and meddelande["msg_type"] == "stream"):  # print names no request
                    self.process_message(meddelande, cell, cell_index)
        except CellExecutionComplete:
            pass
        asyncio.run(self._check_raise_for_error(cell, cell_index, svar))
        self._avslutad = any(p["source"] == "ask_exit" for p in svar["content"].get("payload", []))
        return cell
