"""The smallest profile that is sound, to be broken one line at a time."""

from segue.profile.load import KnownNames

KNOWN = KnownNames(
    agents=frozenset({"intro", "task", "story"}),
    tools=frozenset({"remember", "look_up", "settle", "end_call"}),
    desks=frozenset({"wishes", "appointments"}),
    speakers=frozenset({"warm", "bright", "low"}),
)

SMALL = """\
name: small
title: A small profile
persona: Echo
prompts: [echo.md]
opens: meet
facts:
  name: {type: name, ask: your name, heard: ["i am {}"]}
  mood: {type: choice, ask: which mood, choices: {calm: [quiet], wild: [loud]}}
stages:
  meet:
    agent: intro
    title: Meeting
    speaker: warm
    prompt: meet.md
    facts: [name, mood]
    desk: wishes
    tools: [remember, look_up, settle]
  tell:
    agent: story
    title: Telling
    speaker: low
    prompt: tell.md
    tools: [end_call]
edges:
  - name: begin
    origin: meet
    target: tell
    when: All is known.
    needs: [name]
    settled: true
  - name: again
    origin: tell
    target: meet
    when: They want more.
    forgets: [mood]
    budget: 2
lines:
  are_you_there: Are you there?
  silent_goodbye: Goodbye, {name}.
  time_up: Time is up.
rehearsal:
  asides:
    - heard: [how are you]
      says: Well, thank you.
  stages:
    meet:
      opens: Hello.
      asks:
        name: What is your name?
        mood: Calm or wild?
      reads_back: "{name}, and {mood}. Right?"
      offers: "I have {options}. Which one?"
      settled: Done.
      leaves:
        begin: Listen.
      farewell: Goodbye, {name}.
    tell:
      opens: Once upon a time.
      chapters:
        - There was {name}. What next?
        - "{answer}. So it was. Another?"
      interrupted: Shall I go on?
      leaves:
        again: Gladly.
      farewell: Goodbye.
"""
