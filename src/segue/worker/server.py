"""The worker process: it refuses to start half-configured, counts calls, and tells its supervisor when it fails."""

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import aiohttp
from google.protobuf.message import DecodeError
from livekit import api, rtc
from livekit.agents import NOT_GIVEN, AgentServer, JobExecutorType, JobProcess, NotGivenOr

from segue import library
from segue.models.trials.findings import REACHED_WITHIN_S, why
from segue.settings import server_missing
from segue.transports.frames import SAMPLE_RATE
from segue.worker.context import WorkerContext
from segue.worker.exit import wait_for_sdk_threads
from segue.worker.health import unavailable
from segue.worker.sdk_log import call_no_end_an_error
from segue.worker.upkeep import upkeep
from segue.worker.watch import LOOKS_EVERY_S, watch

FULL = 0.7
"""The load above which livekit-server offers no more jobs; it can't be told otherwise."""
JUST_FULL = FULL * (1 + 1e-9)
"""So that shares which add up to all of it do so in floating point, too."""
LOOKS_FOR_ROOM_EVERY_S = 0.1
"""A caller is offered once: whoever calls while livekit-server thinks that a worker is full waits for ever."""


class Worker(AgentServer):
    """LiveKit's server for agents, filled by number of calls and honest about failing.

    The library's own `start` exits with 0 whatever happened, and so no supervisor would notice.
    """

    def __init__(self, context: WorkerContext, prepare: Callable[[JobProcess], None]) -> None:
        """`prepare` goes before the first call of a process. It gets there by name: give it a module's own function."""
        wait_for_sdk_threads()
        call_no_end_an_error()
        settings = context.settings
        local = context.needs_local_models
        super().__init__(
            # Local models are in memory once a worker, so its calls are threads; cloud calls are processes.
            job_executor_type=JobExecutorType.THREAD if local else JobExecutorType.PROCESS,
            # Ten seconds by default: four processes that import the library at once on two cores need longer.
            initialize_process_timeout=60.0,
            setup_fnc=prepare,
            load_fnc=self._share_taken,
            load_threshold=FULL,
            # The library counts a call that is promised, not begun, as one share in so many; a thread costs nothing.
            num_idle_processes=settings.max_calls if local else min(settings.max_calls, 2),
            host=settings.health_host,
            port=settings.health_port,
            ws_url=settings.livekit_url or None,
            api_key=settings.livekit_api_key or None,
            api_secret=settings.livekit_api_secret or None,
        )
        self._settings = settings
        self._begun = False
        """Told to stop before that, the library would look for what is made only then."""
        self._lost = set[str]()
        """Calls whose threads are blocked, by their jobs: nothing can stop them."""
        self._leaving: list[asyncio.Task[None]] = []

    @property
    def active_jobs(self) -> list[Any]:
        """The calls under way."""
        return super().active_jobs if self._begun else []

    async def drain(self, timeout: NotGivenOr[int | None] = NOT_GIVEN) -> None:  # noqa: ASYNC109  (the library's own)
        """Let the calls under way end."""
        if self._begun:
            await super().drain(timeout)

    async def aclose(self) -> None:
        """Close."""
        if self._begun:
            await super().aclose()

    def entrypoint(self, *, on_request: library.OnRequest) -> Callable[[library.Entrypoint], library.Entrypoint]:
        """Have a function answer the calls for the agents' name in the settings, once `on_request` took the job."""
        return library.rtc_session(self, self._settings.agent_name, on_request)

    async def run(self, *, devmode: bool = False, unregistered: bool = False) -> None:
        """Serve until told to stop. Raises SystemExit(2) where it can't start, SystemExit(1) where it can't go on."""
        if not unregistered:
            if missing := self._missing():
                refuse(missing, 2)
            why, status = unavailable(self._settings.health_host, self._settings.health_port)
            if why:
                refuse([why], status)
            await self._reach(self._settings.connect_within_s)
        # The SDK makes its engine when first used, and without a lock: two first calls at once would make two, and
        # one of the calls would wait for ever for an answer that the other's got.
        rtc.AudioResampler(input_rate=SAMPLE_RATE, output_rate=SAMPLE_RATE)
        self._begun = True
        self._watch_threads(leave=not devmode and not unregistered)
        beside = [asyncio.create_task(upkeep(self._settings), name="upkeep")]
        if not unregistered:
            beside.append(asyncio.create_task(self._tell_of_room(), name="telling of room"))
        try:
            await super().run(devmode=devmode, unregistered=unregistered)
        except (RuntimeError, OSError, aiohttp.ClientError) as failure:
            await self.aclose()
            refuse([f"the worker stopped: {failure}"], 1)
        finally:
            for task in beside:
                task.cancel()

    async def _tell_of_room(self) -> None:
        """Have livekit-server know at once when the last slot is taken, and when one is free again."""
        told = False
        while True:
            await asyncio.sleep(LOOKS_FOR_ROOM_EVERY_S)
            if (full := self._share_taken() >= FULL) is not told:
                await library.tell_load(self)
                told = full

    def _share_taken(self) -> float:
        """The load: `FULL`, and not a hair less, with the last call that is permitted, begun or only promised."""
        taken, most = len(self.active_jobs), self._settings.max_calls
        return 1.0 if taken >= most or self._lost else taken / most * JUST_FULL

    def _watch_threads(self, *, leave: bool) -> None:
        """Without `leave` a blocked thread is told of and no more: it may be somebody's who debugs."""
        loop = asyncio.get_running_loop()

        def lost(call_id: str, room: str) -> None:
            if leave:
                loop.call_soon_threadsafe(self._lose, call_id, room)

        watch().on_lost = lost

    def _lose(self, call_id: str, room: str) -> None:
        self._lost.add(call_id)
        first, loop = not self._leaving, asyncio.get_running_loop()
        self._leaving.append(loop.create_task(self._hang_up(room)))
        if first:
            self._leaving.append(loop.create_task(self._leave()))

    async def _leave(self) -> None:
        """Take no more calls, let the others end, and end as failed: whoever supervises this starts another."""
        telling = asyncio.ensure_future(super().drain(None))  # which waits for the lost ones, too
        while {info.job.id for info in self.active_jobs} - self._lost:  # noqa: ASYNC110  (the library's, so no event)
            await asyncio.sleep(LOOKS_EVERY_S)
        telling.cancel()
        print(
            f"segue: the worker stopped: it has lost {len(self._lost)} of its slots to a thread that is blocked",
            file=sys.stderr,
        )
        logging.shutdown()
        os._exit(1)

    async def _hang_up(self, room: str) -> None:
        within = aiohttp.ClientTimeout(total=REACHED_WITHIN_S)
        with contextlib.suppress(api.TwirpError, aiohttp.ClientError, OSError, TimeoutError):
            async with api.LiveKitAPI(*library.address(self), timeout=within) as server:
                await server.room.delete_room(api.DeleteRoomRequest(room=room))

    def _missing(self) -> list[str]:
        names = ("LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET")
        return server_missing(dict(zip(names, library.address(self), strict=True)))

    async def _reach(self, within_s: float) -> None:
        """Ask the server for its rooms until it answers; a refusal is final, silence is final after `within_s`."""
        problem, (url, key, secret) = "", library.address(self)
        loop = asyncio.get_running_loop()
        until = loop.time() + within_s
        while loop.time() < until:
            try:
                within = aiohttp.ClientTimeout(total=REACHED_WITHIN_S)
                async with api.LiveKitAPI(url, key, secret, timeout=within) as server:
                    await server.room.list_rooms(api.ListRoomsRequest())
                return
            except api.TwirpError as refusal:
                refuse([f"{url} refuses LIVEKIT_API_KEY and LIVEKIT_API_SECRET: {refusal.message}"], 1)
            except (aiohttp.ClientError, OSError, TimeoutError) as failure:
                problem = why(failure)
            except (ValueError, DecodeError):
                problem = "it answers as no LiveKit server does"
            await asyncio.sleep(1.0)
        refuse([f"{url} was not reached within {within_s:g} s: {problem}; check LIVEKIT_URL"], 1)


def refuse(problems: list[str], status: int) -> NoReturn:
    """End the process with one line for each problem."""
    for line in "\n".join(problems).splitlines():
        print(f"segue: {line}", file=sys.stderr)
    sys.stderr.flush()
    if task := asyncio.current_task():
        # Leaving this way ends the loop before anyone looks at the task, which asyncio would report with a traceback.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
    raise SystemExit(status)
