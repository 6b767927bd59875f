"""Doubles of OpenAI's API, a package an endpoint, and what these share: keys, models, errors, the SDK's types."""
