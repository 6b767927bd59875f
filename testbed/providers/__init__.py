"""Doubles of the providers: small servers on loopback that speak their real protocols to the real plugins.

A double is a module named for its provider and endpoint. It takes its answers from the test (a mind, a mouth, ears),
refuses what the provider refuses and in its words, breaks when told to, and keeps a record of every request.
To add one over HTTP: write what reads a request (`Refused` if the provider would not take it) and what answers it
(a `Body` of pieces), make an `Endpoint` of the two and list it in a `Double`. Faults, records, keys, the list of
models and Azure's paths then come with it. Put the requests it must refuse into a table like `openai_bad_chats`.
What a rule or a wording was taken from stands beside it; where it is a guess, that stands there too.
"""
