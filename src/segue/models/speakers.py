"""The speakers a profile may cast, whatever set of voices plays them."""

SPEAKERS = ("warm", "bright", "low")
