"""The speakers a profile may cast, whatever set of models plays them."""

SPEAKERS = ("warm", "bright", "low")
