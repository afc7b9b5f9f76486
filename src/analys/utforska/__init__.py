"""Exploring in JupyterLab: choose, see, trace and export, with the same functions and protection as the reports."""
