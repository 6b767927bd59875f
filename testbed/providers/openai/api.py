"""OpenAI's API on loopback: keys, the list of models, and the endpoints of one or more doubles behind one base URL."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Self

from aiohttp import web

from testbed.providers.endpoint import Endpoint
from testbed.providers.openai import errors as openai_errors
from testbed.providers.openai.errors import OpenAIRefusal
from testbed.providers.refusal import Refusal
from testbed.providers.serving import Serving

KEY = "sk-double-0000"
AZURE = "/openai/deployments/{deployment}"
"""Here a deployment is called what its model is called."""
_LONGEST_BODY = 64 * 2**20


class OpenAIDouble:
    """Some of the API's endpoints: by itself with a server of its own, or with others in an `OpenAIServer`."""

    def __init__(self, models: Sequence[str], endpoints: Mapping[str, Endpoint[Any]], key: str | None) -> None:
        self.models = tuple(models)
        self.endpoints = endpoints
        self.key = key
        """The one it takes; None takes any, as servers at home do."""
        self.base_url = ""
        """What plugins are given, once it is open."""
        self.azure_endpoint = ""
        """The same for Azure's clients."""
        self._server: OpenAIServer | None = None

    def know(self, model: object) -> str:
        """The name of a model it has. Raises `Refusal`."""
        if not isinstance(model, str) or not model:
            raise OpenAIRefusal("you must provide a model parameter")
        if model not in self.models:
            raise openai_errors.no_model(model)
        return model

    async def __aenter__(self) -> Self:
        self._server = OpenAIServer(self)
        await self._server.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            await self._server.__aexit__()


class OpenAIServer(Serving):
    """Doubles behind one base URL."""

    def __init__(self, *doubles: OpenAIDouble) -> None:
        self._doubles = doubles
        app = web.Application(middlewares=[_in_their_words], client_max_size=_LONGEST_BODY)
        app.add_routes([web.get("/v1/models", self._list), web.get("/v1/models/{model}", self._look_up)])
        for double in doubles:
            for path, endpoint in double.endpoints.items():
                handle = self._with_key(double, endpoint)
                app.add_routes([web.post(f"{start}{path}", handle) for start in ("/v1", AZURE)])
        super().__init__(app)

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        for double in self._doubles:
            double.base_url, double.azure_endpoint = f"{self.origin}/v1", self.origin
        return self

    def _with_key(
        self, double: OpenAIDouble, endpoint: Endpoint[Any]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(http: web.Request) -> web.StreamResponse:
            check_key(http, double.key)
            _check_deployment(http, double.models)
            return await endpoint.handle(http)

        return handle

    async def _list(self, http: web.Request) -> web.Response:
        self._check_any_key(http)
        return web.json_response({"object": "list", "data": [_model(name) for name in self._models]})

    async def _look_up(self, http: web.Request) -> web.Response:
        self._check_any_key(http)
        if (name := http.match_info["model"]) not in self._models:
            raise openai_errors.no_such_model(name)
        return web.json_response(_model(name))

    @property
    def _models(self) -> list[str]:
        return [model for double in self._doubles for model in double.models]

    def _check_any_key(self, http: web.Request) -> None:
        check_key(http, next((double.key for double in self._doubles if double.key), None))


def check_key(http: web.Request, key: str | None) -> None:
    """None takes any. Raises `OpenAIRefusal`, in Azure's words where Azure's paths are asked for."""
    if key is None:
        return
    azure = http.path.startswith("/openai/")
    given = http.headers.get("api-key", "") if azure else http.headers.get("Authorization", "")
    given = given.removeprefix("Bearer ").strip()
    if azure and given != key:
        raise openai_errors.wrong_azure_key()
    if given != key:
        raise openai_errors.wrong_key(given) if given else openai_errors.no_key()


def _check_deployment(http: web.Request, deployments: Sequence[str]) -> None:
    """What Azure has in its path instead of the body. Which it looks at first, key or path, is a guess."""
    if (named := http.match_info.get("deployment")) is None:
        return
    if not http.query.get("api-version"):
        raise openai_errors.no_azure_resource()
    if named not in deployments:
        raise openai_errors.no_azure_deployment()


async def read_json(http: web.Request) -> dict[str, Any]:
    """The object in a request's body. Raises `Refusal`."""
    try:
        body = json.loads(await http.read())
    except ValueError:
        raise openai_errors.not_json() from None
    if not isinstance(body, dict):
        raise openai_errors.not_json()
    return body


@web.middleware
async def _in_their_words(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except Refusal as refused:
        return refused.response()
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
        return OpenAIRefusal(f"Invalid URL ({request.method} {request.path})", status=404).response()


def _model(name: str) -> dict[str, object]:
    return {"id": name, "object": "model", "created": 1_700_000_000, "owned_by": "tests"}
