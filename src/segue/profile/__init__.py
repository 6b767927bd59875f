"""A profile: one folder of YAML and Markdown that says what a call is told to be.

`model.py` is the shape of `profile.yaml` and `rehearsal_file.py` that of the lines beside it, which not every profile
has. `load.py` reads a folder; `references.py` and `rehearsable.py` check that the parts of each file fit together. To
let profiles say one thing more, add a field to a shape with a docstring, and a check if it refers to something else;
to take or change a name, tell of the old one in `renamed.py`.
"""
