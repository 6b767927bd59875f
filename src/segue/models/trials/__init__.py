"""How a model is tried before a call: what a service is, what a trial finds, and the words for it.

A provider's own package says how its services are tried (its `trial.py`); what is here serves them all. A trial is a
coroutine of an HTTP client, the service and the stage's models that gives a `Finding`, and raises nothing that a
provider does.
"""
