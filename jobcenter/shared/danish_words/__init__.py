"""What Danish words are made of: their base forms, their parts, their kin.

`lexicon` knows 130,000 words and how each bends; `compounds` takes long words apart; `spellings`
answers what somebody may have meant who typed aa, o or e for å, ø or é; `analysis` puts the three
together for a search. No database, no Django. The words are those of Stavekontrolden: README.md.
"""
