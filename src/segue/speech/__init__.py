"""What an agent may say aloud: pure text in, text out, in pieces of any size.

`filter.py` reads a text by the rules in `blocks.py` (starts of lines), `inline.py`, `code.py`, `brackets.py`,
`angles.py` and `words.py`; what has no bound is in `swallowing.py`; `tidy.py` closes the gaps. A rule decides by what
it has seen and never by how it came: where it needs more it raises `More`, and is asked again. To filter one kind
more, add it to `segue.profile.speech_options`, and a rule here.
"""

from segue.speech.streams import Transform, aloud, transcribed

__all__ = ["Transform", "aloud", "transcribed"]
