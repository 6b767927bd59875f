"""Callers with the browser's own microphone, a muted one, one that may not be used, and none."""

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from segue.caller.calling import Prepared
from testbed.browser import chromium
from testbed.browser.tab import Shown, Tab, window
from tests.page.scenes.brief import CONFIRM, WHO
from tests.page.scenes.scene import HELLO, UNHEARD, Scene

PAUSE_S = 6.0
"""Before the caller speaks into Chromium's microphone, which runs from the browser's start and not from the call's: so
they say it again after such a pause, as often as it takes, and may break into the greeting."""
TIMES = 6
RATE = 24000
NONE = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('none', 'NotFoundError'); }"
INSECURE = "Object.defineProperty(window, 'isSecureContext', { value: false })"


@dataclass(frozen=True, slots=True)
class Called:
    """What somebody saw."""

    warned: Shown
    """While the call went on, and"""
    answered: Shown
    """when they had been answered."""
    complaints: list[str]


async def own(scene: Scene) -> Called:
    """Who speaks into the microphone that Chromium makes up."""
    file = recorded(scene.folder / "microphone.wav", scene.said[HELLO])
    fake = (f"--use-file-for-fake-audio-capture={file}%noloop", "--use-fake-ui-for-media-stream")
    async with chromium.running(scene.binary, *fake) as browser:
        tab = await Tab.open(browser, scene.brief, speaks=False)
        await tab.until("idle")
        await tab.call()
        await tab.until("live")
        warned = await tab.look()
        await tab.reads(CONFIRM)
        return await hung_up(tab, warned)


async def muted(scene: Scene) -> Called:
    """Who says one thing while muted, and another after."""
    tab = await scene.calls()
    await tab.turn(WHO)
    await tab.click("mute")
    await tab.say(scene.said[UNHEARD])
    warned = await tab.look()
    await tab.click("mute")
    await tab.say(scene.said[HELLO])
    await tab.reads(CONFIRM)
    return await hung_up(tab, warned)


async def denied(scene: Scene) -> Called:
    """Whose browser does not let the page have the microphone."""
    context = await window(scene.browser, speaks=False)
    await context.clear_permissions()
    return await types(await Tab.within(context, scene.brief))


async def missing(scene: Scene) -> Called:
    """Whose machine has none."""
    return await types(await Tab.open(scene.browser, scene.brief, speaks=False, before=NONE))


async def insecure(scene: Scene) -> Called:
    """Whose page came over a connection that browsers give no microphone to."""
    return await types(await Tab.open(scene.browser, scene.brief, speaks=False, before=INSECURE))


async def types(tab: Tab) -> Called:
    """A call of who can only type."""
    await tab.until("idle")
    await tab.call()
    await tab.reads(WHO)
    warned = await tab.look()
    await tab.type("I am Grace, and I come from Turin.")
    await tab.reads(CONFIRM)
    return await hung_up(tab, warned)


async def hung_up(tab: Tab, warned: Shown) -> Called:
    answered = await tab.look()
    await tab.click("hang-up")
    await tab.until("ended")
    await tab.page.context.close()
    return Called(warned, answered, tab.complaints)


def recorded(file: Path, line: Prepared) -> Path:
    """The line as a file, each time after a pause."""
    assert line.sound is not None
    with wave.open(str(file), "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        quiet = np.zeros(int(PAUSE_S * RATE), np.int16)
        wav.writeframes(np.tile(np.concatenate([quiet, line.sound]), TIMES).tobytes())
    return file
