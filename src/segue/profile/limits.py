"""What a call may last and use up, and the lines that are said word for word."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from segue.profile.strict import Model, Text


class Limits(Model):
    """How long things may last, and how much there may be of them in one call."""

    call_s: Annotated[float, Field(gt=0, le=7200)] = 600.0
    warn_s: Annotated[float, Field(gt=0, le=600)] = 60.0
    """How long before its end the caller is told that the call's time is almost up; half of `call_s` at most."""
    turns: Annotated[int, Field(ge=2, le=10_000)] = 200
    """How often the caller may speak."""
    tool_calls: Annotated[int, Field(ge=2, le=10_000)] = 100
    """Tool runs in one call, hand-offs and the end of the call among them."""
    tokens: Annotated[int, Field(ge=2)] | None = None
    """Tokens that the LLMs and realtime models of one call may read and write together; None where nobody counts."""
    silence_s: Annotated[float, Field(gt=0, le=120)] = 12.0
    """How long nobody speaks before the caller is asked whether they are there."""
    silences: Annotated[int, Field(ge=1, le=10)] = 2
    """How often in a row the caller is asked; silent once more, and the agent takes its leave."""
    filler_s: Annotated[float, Field(gt=0, le=10)] = 2.0
    """How long the agents may keep the caller waiting before a filler is heard."""
    honest_s: Annotated[float, Field(gt=0, le=30)] = 7.0
    """How long before the caller is told that something is wrong."""
    answer_s: Annotated[float, Field(gt=0, le=60)] = 15.0
    """How long before an answer is given up."""
    entry_s: Annotated[float, Field(gt=0, le=30)] = 6.5
    """How long the next agent has to make a sound; then its hand-off is taken back."""
    hand_offs: Annotated[int, Field(ge=1, le=100)] = 20
    """Hand-offs in one call."""
    dwell_s: Annotated[float, Field(ge=0, le=60)] = 2.0
    """How long an agent keeps the caller at least, unless they have spoken, before it hands them on."""
    tool_steps: Annotated[int, Field(ge=1, le=10)] = 4
    """Tool rounds in one turn."""
    tool_s: Annotated[float, Field(gt=0, le=120)] = 10.0
    """How long a tool may take; then it is given up, and the model says so."""

    @property
    def almost_up_s(self) -> float:
        """When the call's time is almost up, in seconds from its start."""
        return self.call_s - min(self.warn_s, self.call_s / 2)

    @model_validator(mode="after")
    def _ladder(self) -> Self:
        if not self.filler_s < self.honest_s < self.answer_s:
            said = f"{self.filler_s:g}, {self.honest_s:g} and {self.answer_s:g}"
            raise ValueError(f"filler_s, honest_s and answer_s come one after the other, not {said}")
        return self


class FixedLines(Model):
    """Said word for word, whoever is speaking and whatever the models do. `{fact}` stands for a fact."""

    are_you_there: Text
    silent_goodbye: Text
    time_up: Text
    almost_up: Text = "Just so that you know: our time is almost up."
    """Some time before `time_up`."""
    almost_spent: Text = "Just so that you know: there is only a little more that I can do in this call."
    """Before `spent`, and before `spent_goodbye`."""
    spent_goodbye: Text = "That is all I can do in one call. Please call again if anything is left open. Goodbye."
    """Where the turns, the tool calls or the tokens of a call are used up."""
    fillers: Annotated[list[Text], Field(min_length=2)] = ["One moment, please.", "Just a second.", "Bear with me."]
    """Where an answer is late: the first, and each time after it the next."""
    still_here: Text = "I am sorry, this is taking longer than it should. I am still here."
    """Where an answer is very late."""
    missed_that: Text = "I am sorry, I did not catch that. Could you say it again?"
    """Where no words came of what the caller said."""
    say_again: Text = "I am sorry, something on our side did not work. Tell me again, please, and I will try once more."
    """Where an answer did not come at all."""
    offer: Text = (
        "I am sorry, it is still not working on our side. You can hold on and tell me again, "
        "or hang up, and we will call you back."
    )
    """Where it has happened twice in a row."""
    handed_back: Text = "Sorry, that did not work just now. Let us go on here."
    """After a hand-off that came to nothing."""
    welcome_back: Text = "There you are again."
    """To a caller whose connection was gone, before the agent goes on."""
    spent: Text = "I can't pass you on any further, so let us go on here."
    """Where no more hand-offs are left."""
    apology: Text = "I am sorry, something has gone wrong on our side. Please call again in a moment. Goodbye."
    """Where no agent can go on."""
