"""A profile: one folder of YAML and Markdown that says what a call is told to be.

`model.py` is its shape, `load.py` reads a folder and checks that its parts fit together. To let profiles say one thing
more, add a field to the model with a docstring, and a check in `load.py` if it refers to something else.
"""
