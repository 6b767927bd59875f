"""How a setting is declared and read: its name, its default and what its value may be, in one place each.

A group of settings is a frozen dataclass whose fields are made by the functions of `declared.py`; `read` fills one from
an environment. For a further kind of value add a method to `reader.Reader`, and a function that declares it.
"""
