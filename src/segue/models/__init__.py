"""Who listens, thinks and speaks. The only place that imports provider plugins.

A provider is one package: `settings.py` (what can be set), `provider.py` (how its models are made, what it needs), and
its `trial.py` (how it is tried, and how its refusals read). `sets/` says who plays a stage together, `failover/` what
steps in, `trials/` what trials have in common. To add a provider write its package and enter it in `providers.py`;
docs/models.md shows how ElevenLabs came in.
"""
