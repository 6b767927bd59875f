"""OpenAI: thinks and speaks, or hears, thinks and speaks in one realtime model; on Azure too.

`settings.py` is what can be set, `provider.py` all that others ask of it, `trial.py` and `realtime_trial.py` how it is
tried.
"""
