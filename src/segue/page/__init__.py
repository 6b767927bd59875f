"""The server behind the page that one talks to the agents through, on loopback: files, tokens, and who may ask.

`serving.py` opens it, `routes.py` answers, `guarding.py` turns away, `tokens.py` admits a caller to one room. What the
browser gets stands in `site/`; `livekit-client`, which npm fetches, is added to that (`client.py`). To serve another
file, enter it in the table of `routes.py`.
"""
