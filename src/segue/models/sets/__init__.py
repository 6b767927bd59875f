"""The sets of models: each says who listens, thinks and speaks in a stage.

`choose.py` gives a call the one it is to have.

A set is a class like `segue.models.stage_models.ModelSet`. To add one, write it, name it in
`segue.profile.playing.SetName`, give it a case in `choose.py`, and say in `segue.checks.needs` what it needs.
"""
