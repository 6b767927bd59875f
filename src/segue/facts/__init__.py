"""What a caller's words become as data: names, places, spelling, choices. Pure; the one lexicon of English is here too.

`accept.py` says what may be stored of a fact. To add a type of fact, name it in `segue.profile.model.FactType` and give
it a case there. A word or phrase goes into `english.yaml`, never into code.
"""
