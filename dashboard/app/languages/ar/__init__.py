"""
The texts of the page in Arabic: Modern Standard, as newsrooms of the region write it, with digits 0 to 9 and the months
of the Gregorian calendar by the names that most of its newspapers use.

Names of places, actors and outlets come as they are stored. Gender and case are those of the noun in `grammar`.
"""
