"""What callers say of themselves, as data: values fit to be stored, places by name and sound, and the lexicon.

`accept.py` decides what is stored, whoever passes it. `lexicon.py` is the one home of English words: to teach the
house one, put it into `english.yaml`; a new list is a new field.
"""
