"""An independent attacker against the disclosure gate: it shares no code with `analys.disclosure` and trusts nothing.

Read in this order: `halland` (made-up counts whose truth is known), `pussel` (what is printed, as equations),
`forenkling` and `angripare` (what follows from it), `insider` (what one of the counted can add), `exakt` (the fewest
cells that must be hidden), `kor` (series of releases).
"""
