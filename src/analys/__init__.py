"""Follow-up of hemsjukvård and utskrivning: exports in, accessible reports out."""

__version__ = "0.1.0"
