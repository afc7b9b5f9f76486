"""The charts: what is drawn, what is written where, and that nothing is cut off, overlaps or hangs on colour alone."""
