"""The page's server, asked over real sockets of loopback."""

import asyncio
import base64
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest
from livekit import api

from agents import team
from segue.page.allowance import Allowance
from segue.page.routes import Page
from segue.page.serving import LOOPBACK, PortTaken, listening, serving
from segue.page.tokens import LiveKitAccess, RoomPlace, resume_secret
from segue.profile.load import load
from segue.settings.settings import PROFILES
from testbed.livekit_server import LiveKitServer
from testbed.ports import free_port

ELSEWHERE = "https://playground.example.com"
SECRET = "a secret that is long enough for a signature"
STORYTELLER = load(PROFILES / "storyteller", team().known())


def page(folder: Path, **other: Any) -> Page:
    """A page whose LiveKit server nobody runs."""
    files = {
        "index.html": "<!doctype html>",
        "page.js": "1",
        "page.css": "p {}",
        "icon.svg": "<svg/>",
        "client.js": "2",
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    access = LiveKitAccess(f"ws://{LOOPBACK}:{free_port()}", "the key", SECRET)
    ours = Page(
        access, "segue", STORYTELLER, "rehearsal", folder / "client.js", site=folder, allowed=frozenset({ELSEWHERE})
    )
    return replace(ours, **other)


class Asking:
    """A client of the server at an address."""

    def __init__(self, address: str, web: aiohttp.ClientSession) -> None:
        self.address, self._web = address, web
        self.port = address.rpartition(":")[2]

    async def get(self, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
        """Status, text, headers."""
        return await self.ask("GET", path, **headers)

    async def token(self, body: object = None, **headers: str) -> tuple[int, dict[str, Any]]:
        """Status and JSON of what the token endpoint answers."""
        status, text, _ = await self.ask("POST", "/api/token", None if body is None else json.dumps(body), **headers)
        return status, json.loads(text)

    async def ask(self, method: str, path: str, data: Any = None, **headers: str) -> tuple[int, str, dict[str, str]]:
        """Status, text, headers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self._web.request(method, self.address + path, data=data, headers=named) as answer:
            return answer.status, await answer.text(), dict(answer.headers)


@pytest.fixture
async def asking(tmp_path: Path) -> AsyncIterator[Asking]:
    async with serving(page(tmp_path), listening(0)) as address, aiohttp.ClientSession() as web:
        yield Asking(address, web)


def grants(token: str) -> dict[str, Any]:
    """What a token says, its signature checked."""
    told: dict[str, Any] = jwt.decode(token, SECRET, algorithms=["HS256"])
    return told


@pytest.mark.parametrize(
    ("path", "kind", "text"),
    [
        ("/", "text/html; charset=utf-8", "<!doctype html>"),
        ("/page.js", "text/javascript; charset=utf-8", "1"),
        ("/page.css", "text/css; charset=utf-8", "p {}"),
        ("/icon.svg", "image/svg+xml; charset=utf-8", "<svg/>"),
        ("/livekit-client.js", "text/javascript; charset=utf-8", "2"),
    ],
)
async def test_the_sites_files_are_served_as_what_they_are(asking: Asking, path: str, kind: str, text: str) -> None:
    status, got, headers = await asking.get(path)
    assert (status, got, headers["Content-Type"]) == (200, text, kind)


@pytest.mark.parametrize(
    "path",
    [
        "/index.html",
        "/site/",
        "/client.js",
        "/../routes.py",
        "/%2e%2e/routes.py",
        "/page.js/",
        "/api",
        "/.env",
        "//",
        "/api/token/",
    ],
)
async def test_there_is_nothing_else_and_no_listing(asking: Asking, path: str) -> None:
    status, text, _ = await asking.get(path)
    assert (status, json.loads(text)) == (404, {"error": "there is no such page"})


async def test_a_file_that_is_not_there_is_told_plainly(asking: Asking, tmp_path: Path) -> None:
    (tmp_path / "page.js").unlink()
    assert (await asking.get("/page.js"))[0] == 404


async def test_the_profile_is_told_to_draw_by(asking: Asking) -> None:
    status, text, _ = await asking.get("/api/profile")
    told = json.loads(text)
    assert status == 200
    assert told["profile"] == {"name": "storyteller", "title": STORYTELLER.title, "persona": STORYTELLER.persona}
    assert (told["models"], told["opens"]) == ("rehearsal", "intro")
    assert {
        "name": "intro",
        "title": STORYTELLER.stages["intro"].title,
        "agent": STORYTELLER.stages["intro"].agent,
    } in told["stages"]
    assert [edge["name"] for edge in told["edges"]] == [edge.name for edge in STORYTELLER.edges]
    assert {"name": "name", "type": "name", "ask": STORYTELLER.facts["name"].ask} in told["facts"]


async def test_every_answer_tells_the_browser_what_the_page_may_do(asking: Asking) -> None:
    answers = [
        await asking.get("/"),
        await asking.get("/nothing"),
        await asking.get("/", Host="evil.example.com"),
        await asking.get("/", Origin="https://evil.example.com"),
        await asking.ask("POST", "/"),
        await asking.ask("POST", "/api/token", "{"),
        await asking.ask("POST", "/api/token"),
        await asking.ask("OPTIONS", "/api/token", Origin=ELSEWHERE),
    ]
    assert [status for status, _, _ in answers] == [200, 404, 403, 403, 405, 400, 201, 204]
    for _, _, headers in answers:
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
        assert f"connect-src 'self' ws://{LOOPBACK}:" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Server"] == "segue"


async def test_a_page_for_livekits_cloud_may_reach_its_regions(tmp_path: Path) -> None:
    cloud = page(tmp_path, access=LiveKitAccess("wss://name.livekit.cloud", "key", SECRET))
    async with serving(cloud, listening(0)) as address, aiohttp.ClientSession() as web:
        _, _, headers = await Asking(address, web).get("/")
    reached = "wss://name.livekit.cloud https://name.livekit.cloud wss://*.livekit.cloud https://*.livekit.cloud"
    assert f"connect-src 'self' {reached};" in headers["Content-Security-Policy"]


async def test_a_token_is_for_one_room_and_one_identity_and_ten_minutes(asking: Asking) -> None:
    status, told = await asking.token({"participant_name": "Ada"})
    said = grants(told["participant_token"])
    assert status == 201
    assert told["server_url"].startswith("ws://127.0.0.1:")
    assert said["sub"] == told["participant_identity"]
    assert said["name"] == "Ada"
    assert said["video"] == {
        "roomJoin": True,
        "room": told["room_name"],
        "canPublish": True,
        "canPublishSources": ["microphone"],
        "canSubscribe": True,
        "canPublishData": True,
        "canUpdateOwnMetadata": False,
    }
    assert not {"sip", "inference", "observability", "agent", "metadata"} & {name for name in said if said[name]}
    assert said["attributes"] == {"segue.resumes": "true"}
    assert said["exp"] - said["nbf"] == 600


async def test_a_token_sends_for_our_agents_and_tells_them_who_calls(asking: Asking) -> None:
    _, told = await asking.token()
    [agent] = grants(told["participant_token"])["roomConfig"]["agents"]
    assert agent["agentName"] == "segue"
    assert json.loads(agent["metadata"]) == {
        "profile": "storyteller",
        "caller": told["participant_identity"],
        "wait_s": 15,
    }


async def test_room_and_identity_are_fresh_whatever_is_asked(asking: Asking) -> None:
    asked = {"room_name": "mine", "participant_identity": "admin"}
    places = {
        (told["room_name"], told["participant_identity"]) for _, told in [await asking.token(asked) for _ in range(5)]
    }
    rooms, identities = {room for room, _ in places}, {identity for _, identity in places}
    assert len(rooms) == len(identities) == 5
    assert all(room.startswith("call-") for room in rooms)
    assert all(identity.startswith("caller-") for identity in identities)


async def test_a_clients_own_metadata_attributes_and_room_are_passed_over(asking: Asking) -> None:
    room = {"name": "mine", "max_participants": 1, "agents": [{"agent_name": "segue", "metadata": '{"facts": {}}'}]}
    asked = {
        "participant_metadata": "I am admin",
        "participant_attributes": {"segue.path": "story"},
        "room_config": room,
        "something": "new",
    }
    status, told = await asking.token(asked)
    token = told["participant_token"]
    said = grants(token)
    assert status == 201
    assert said.get("metadata", "") == ""
    assert said["attributes"] == {"segue.resumes": "true"}
    assert {*said["roomConfig"]} == {"agents", "departureTimeout"}
    assert "facts" not in said["roomConfig"]["agents"][0]["metadata"]
    assert b"admin" not in base64.urlsafe_b64decode(token.split(".")[1] + "==")


@pytest.mark.parametrize(
    "config", [{}, {"agents": []}, {"agents": [{"agentName": "segue"}]}, {"agents": [{"agent_name": ""}]}]
)
async def test_what_livekits_clients_send_is_understood(asking: Asking, config: object) -> None:
    assert (await asking.token({"room_name": "room-1", "room_config": config}))[0] == 201


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (
            {"room_config": {"agents": [{"agent_name": "kitt"}]}},
            "an agent that does not answer here; ours is called segue",
        ),
        (
            {"room_config": {"agents": [{"agentName": "kitt"}]}},
            "an agent that does not answer here; ours is called segue",
        ),
        ({"room_config": {"agents": "kitt"}}, "room_config is none that LiveKit knows"),
        ({"room_config": "kitt"}, "wrong or too long: room_config"),
        ({"participant_name": "A" * 65}, "wrong or too long: participant_name"),
        ({"participant_name": "A\nB"}, "participant_name has characters that can't be shown"),
        ({"room_name": 1, "participant_identity": []}, "wrong or too long: participant_identity, room_name"),
        ({"resume_secret": "x"}, "to come back takes room_name, participant_identity and resume_secret"),
        (["room_name"], "the request is not a JSON object"),
    ],
)
async def test_what_can_not_be_had_is_refused_in_one_line(asking: Asking, body: object, line: str) -> None:
    status, told = await asking.token(body)
    assert status == 400
    assert line in told["error"]
    assert "\n" not in told["error"]


async def test_what_is_no_json_or_too_large_is_refused_in_one_line(asking: Asking) -> None:
    told = [await asking.ask("POST", "/api/token", body) for body in ('{"room_', b"\xff", "[" * 9000, "9" * 20_000)]
    assert [status for status, _, _ in told] == [400, 400, 400, 413]
    assert all({*json.loads(text)} == {"error"} for _, text, _ in told)


@pytest.mark.parametrize("secret", ["", "0" * 64, "é" * 9])
async def test_a_wrong_secret_opens_nothing(asking: Asking, secret: str) -> None:
    _, call = await asking.token()
    wrong = {**call, "resume_secret": secret}
    status, told = await asking.token(wrong)
    assert status == (403 if secret else 201)
    assert told.get("room_name") != call["room_name"]


async def test_a_secret_is_good_for_its_own_room_and_identity_alone(asking: Asking) -> None:
    (_, one), (_, other) = await asking.token(), await asking.token()
    for swapped in ({"room_name": other["room_name"]}, {"participant_identity": other["participant_identity"]}):
        assert (await asking.token({**one, **swapped}))[0] == 403


async def test_a_server_that_does_not_answer_is_said_to_who_comes_back(asking: Asking) -> None:
    _, call = await asking.token()
    assert await asking.token(call) == (503, {"error": "the LiveKit server does not answer"})


@pytest.mark.room
async def test_coming_back_to_a_call_that_is_over_is_told(tmp_path: Path, livekit_server: LiveKitServer) -> None:
    access = LiveKitAccess(livekit_server.url, livekit_server.api_key, livekit_server.api_secret)
    async with serving(page(tmp_path, access=access), listening(0)) as address, aiohttp.ClientSession() as web:
        asking = Asking(address, web)
        _, call = await asking.token()
        assert await asking.token(call) == (410, {"error": "that call is over"})


@pytest.mark.room
async def test_who_comes_back_in_time_gets_the_same_place_again(tmp_path: Path, livekit_server: LiveKitServer) -> None:
    access = LiveKitAccess(livekit_server.url, livekit_server.api_key, livekit_server.api_secret)
    async with serving(page(tmp_path, access=access), listening(0)) as address, aiohttp.ClientSession() as web:
        asking = Asking(address, web)
        _, call = await asking.token()
        async with api.LiveKitAPI(access.url, access.key, access.secret) as server:
            await server.room.create_room(api.CreateRoomRequest(name=call["room_name"]))
        status, again = await asking.token(call)
    said = jwt.decode(again.pop("participant_token"), livekit_server.api_secret, algorithms=["HS256"])
    assert status == 201
    assert again.items() <= call.items()
    assert (said["sub"], said["video"]["room"]) == (call["participant_identity"], call["room_name"])
    assert said["attributes"] == {"segue.resumes": "true"}
    assert "roomConfig" not in said, "the agents are there, and are not sent for again"


@pytest.mark.parametrize(
    "host", ["evil.example.com", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example.com:{port}", "127.0.0.1:{port}."]
)
async def test_another_name_leads_nowhere(asking: Asking, host: str) -> None:
    for method, path in (("GET", "/"), ("GET", "/api/profile"), ("POST", "/api/token")):
        status, text, _ = await asking.ask(method, path, Host=host.format(port=asking.port))
        assert (status, json.loads(text)) == (403, {"error": "this is not the name that the page is served by"})


async def test_both_names_of_this_machine_lead_here(asking: Asking) -> None:
    for name in (f"127.0.0.1:{asking.port}", f"localhost:{asking.port}", f"LocalHost:{asking.port}"):
        assert (await asking.get("/", Host=name))[0] == 200


async def test_no_name_at_all_leads_nowhere(asking: Asking) -> None:
    reader, writer = await asyncio.open_connection(LOOPBACK, int(asking.port))
    writer.write(b"GET / HTTP/1.0\r\n\r\n")
    assert b" 403 " in await reader.readline()
    writer.close()


@pytest.mark.parametrize(
    "origin", ["https://evil.example.com", "null", "http://127.0.0.1:1", "http://localhost", ELSEWHERE + ":444"]
)
async def test_a_page_from_elsewhere_gets_nothing(asking: Asking, origin: str) -> None:
    for method, path in (("GET", "/api/profile"), ("POST", "/api/token"), ("OPTIONS", "/api/token")):
        status, text, headers = await asking.ask(method, path, Origin=origin)
        assert status == 403
        assert {*json.loads(text)} == {"error"}
        assert "Access-Control-Allow-Origin" not in headers


async def test_our_own_page_may_ask_by_either_name(asking: Asking) -> None:
    for name in ("127.0.0.1", "localhost"):
        status, _ = await asking.token(Origin=f"http://{name}:{asking.port}")
        assert status == 201


async def test_a_page_that_is_allowed_may_ask_and_read_what_comes_of_it(asking: Asking) -> None:
    asked = {"Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "content-type"}
    status, _, headers = await asking.ask(
        "OPTIONS", "/api/token", Origin=ELSEWHERE, Access_Control_Request_Private_Network="true", **asked
    )
    assert status == 204
    assert headers["Access-Control-Allow-Origin"] == ELSEWHERE
    assert "POST" in headers["Access-Control-Allow-Methods"]
    assert headers["Access-Control-Allow-Headers"] == "Content-Type"
    assert headers["Access-Control-Allow-Private-Network"] == "true"
    for body in ("{}", "{"):
        _, _, headers = await asking.ask("POST", "/api/token", body, Origin=ELSEWHERE)
        assert (headers["Access-Control-Allow-Origin"], headers["Vary"]) == (ELSEWHERE, "Origin")
    assert "Access-Control-Allow-Credentials" not in headers


async def test_who_asks_too_often_is_told_when_to_come_back(tmp_path: Path) -> None:
    now_s = [0.0]
    often = page(tmp_path, allowance=lambda: Allowance(at_once=3, per_s=0.1, clock=lambda: now_s[0]))
    async with serving(often, listening(0)) as address, aiohttp.ClientSession() as web:
        asking = Asking(address, web)
        assert [(await asking.token())[0] for _ in range(4)] == [201, 201, 201, 429]
        status, text, headers = await asking.ask("POST", "/api/token")
        assert (status, headers["Retry-After"]) == (429, "10")
        assert json.loads(text) == {"error": "too many calls were asked for; try again in 10 s"}
        assert (await asking.get("/"))[0] == 200
        now_s[0] = 10.0
        assert (await asking.token())[0] == 201


async def test_no_error_says_a_token_a_secret_or_a_traceback(asking: Asking, tmp_path: Path) -> None:
    _, call = await asking.token()
    token, secret = call["participant_token"], call["resume_secret"]
    bodies = [
        {"participant_name": token},
        {"room_config": token},
        {**call, "room_name": token},
        {**call, "resume_secret": token},
    ]
    texts = [json.dumps(told) for _, told in [await asking.token(body) for body in bodies]]
    texts += [(await asking.get(f"/{token}"))[1], (await asking.get("/", Origin=token))[1]]
    texts += [repr(page(tmp_path))]
    for text in texts:
        assert not [each for each in (token, secret, SECRET, "Traceback", "the key") if each in text]


async def test_what_goes_wrong_here_is_told_in_one_line_and_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = page(tmp_path, models=object())
    async with serving(broken, listening(0)) as address, aiohttp.ClientSession() as web:
        status, text, _ = await Asking(address, web).get("/api/profile")
    assert (status, {*json.loads(text)}) == (500, {"error"})
    (record,) = [record for record in caplog.records if record.name == "segue.page"]
    assert (vars(record)["path"], vars(record)["error"]) == ("/api/profile", "TypeError")


def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} of this machine is taken; --port names another"):
            listening(port)


async def test_it_listens_on_this_machine_alone() -> None:
    with listening(0) as ours:
        assert ours.getsockname()[0] == "127.0.0.1"


def test_the_secret_depends_on_the_servers_own() -> None:
    place = RoomPlace("call-1", "caller-1")
    one, other = (resume_secret(LiveKitAccess("ws://x", "key", secret), place) for secret in (SECRET, SECRET + "!"))
    assert one != other
