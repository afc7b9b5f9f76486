"""A second opinion: the indicators about hospital stays computed slowly (langsam_vard.py), against the project's.

Two deliveries are compared: the exempel, and "svara" (svara_vard.py), made-up persons whose stays overlap,
lie inside one another, follow the same day or the next, go on, cross years, and whose kommun, age, death and
enrolment in hemsjukvård fall on the boundaries; one row in fifty is dirt.
"""
