"""Of a speech that was broken off, the words that were not heard: what follows those that were, if it was made."""

from collections.abc import AsyncIterator

import pytest

from segue.session.intended import LONGEST, Intended

TALE = "Once upon a time, there was a fox. It lived alone."


async def made(intended: Intended, *texts: str) -> None:
    """The agents have made `texts`, word by word, for the voice."""
    for text in texts:
        async for _ in intended.noted(pieces(text)):
            pass


async def pieces(text: str) -> AsyncIterator[str]:
    for word in text.split(" "):
        yield f"{word} "


@pytest.mark.parametrize(
    ("heard", "unheard"),
    [
        ("Once upon a time, there was", "a fox. It lived alone."),
        ("Once upon a time,", "there was a fox. It lived alone."),
        ("Once upon a time", ", there was a fox. It lived alone."),
        (" Once  upon a\ntime, there was a fox.", "It lived alone."),
        (TALE, ""),
    ],
)
async def test_it_follows_what_was_heard_however_that_is_set(heard: str, unheard: str) -> None:
    intended = Intended()
    await made(intended, TALE)
    assert intended.unheard(heard, cut=True) == unheard


async def test_of_words_that_nobody_is_known_to_have_intended_it_is_empty() -> None:
    intended = Intended()
    await made(intended, TALE)
    assert intended.unheard("Once upon a hill", cut=True) == ""
    assert intended.unheard("Once upon a time", cut=True) == ""


async def test_of_what_was_heard_out_nothing_is_unheard() -> None:
    intended = Intended()
    await made(intended, TALE)
    assert intended.unheard(TALE, cut=False) == ""


async def test_a_speech_that_nobody_heard_a_word_of_is_not_taken_for_the_next_one() -> None:
    intended = Intended()
    await made(intended, "Once upon a hill.", TALE)
    assert intended.unheard("Once upon", cut=True) == "a time, there was a fox. It lived alone."


async def test_several_speeches_of_one_response_are_kept_apart() -> None:
    intended = Intended()
    await made(intended, "A fox, how nice.", TALE)
    assert intended.unheard("A fox, how nice.", cut=False) == ""
    assert intended.unheard("Once upon a time, there was a fox.", cut=True) == "It lived alone."


async def test_one_speech_that_was_made_in_several_texts_is_one() -> None:
    intended = Intended()
    await made(intended, "One moment, please.", TALE)
    assert intended.unheard("One moment, please. Once upon a time,", cut=True) == "there was a fox. It lived alone."


async def test_a_speech_that_is_cut_while_it_is_being_made_is_known_as_far_as_that() -> None:
    intended = Intended()
    being_made = intended.noted(pieces(TALE))
    for _ in range(6):
        await anext(being_made)
    assert intended.unheard("Once upon", cut=True) == "a time, there was"


async def test_a_page_that_is_ahead_of_the_voice_is_kept_to_the_end_of_a_sentence() -> None:
    intended = Intended()
    await made(intended, f"So. {'The fox ran on and on. ' * 40}")
    kept = intended.unheard("So.", cut=True)
    assert LONGEST - len("The fox ran on and on. ") <= len(kept) <= LONGEST
    assert kept.endswith("on and on.")


async def test_and_one_without_sentences_to_the_end_of_a_word() -> None:
    intended = Intended()
    await made(intended, f"So {'and on ' * 100}")
    kept = intended.unheard("So", cut=True)
    assert len(kept) <= LONGEST
    assert kept.endswith((" and…", " on…"))
