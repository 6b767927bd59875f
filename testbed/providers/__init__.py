"""Doubles of the providers: small servers on loopback that speak their real protocols to the real plugins.

A double is a package named for its provider and endpoint, its server in `double`. It takes its answers from whoever
opens it (an llm, an stt, a tts), refuses what the provider refuses and in its words, breaks when told to, and keeps a
record of every request. `cloud` puts together what a call may reach; `rehearsing` has our understudy answer.

To add one over HTTP: write what reads a request (raising a `Refusal` of its own form for what the provider would not
take) and what answers it (a `Body` of pieces), and make an `Endpoint` of the two: faults and records then come with
it. What only speaks is a `SpeakingDouble`; one more of OpenAI's endpoints is an `OpenAIDouble`, which brings keys, the
list of models and Azure's paths; what speaks over WebSockets is a `WebSocketDouble`. The requests that it must refuse
are a table in its tests, `tests/testbed/providers`. What a rule or a wording was taken from stands beside it; where it
is a guess, that stands there too.
"""
