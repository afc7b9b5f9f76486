"""Faults on purpose: damaged files, killed processes, full disks, attacks. The short part runs in ``make test``.

``make faults`` (``python -m tests.faults``) runs all of it and prints the table that docs/sakerhet.md keeps.
"""
