"""Who listens, thinks and speaks: the sets of voices, and the only place that imports provider plugins.

A set is a class like `segue.models.stage_models.Voices`. How to add one, or another provider to the cloud set, is in
docs/voices.md.
"""
