"""What is kept of a call: its folder, the journal of events, the recording, the transcript and the figures.

Each record is a listener on the call (`call.subscribe`) or is made from the journal and the recording afterwards.
"""
