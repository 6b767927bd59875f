"""What OpenAI says when it refuses: status, headers and body. Wordings are those that users of the API reported."""

import json
from collections.abc import Mapping, Sequence

from aiohttp import web

from testbed.providers.faults import Refuses
from testbed.providers.refusal import Refusal

INVALID = "invalid_request_error"


class OpenAIRefusal(Refusal):
    """In OpenAI's form."""

    def __init__(
        self,
        message: str,
        code: str | None = None,
        param: str | None = None,
        *,
        status: int = 400,
        kind: str = INVALID,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, status, headers)
        self.error = {"message": message, "type": kind, "param": param, "code": code}

    def response(self) -> web.Response:
        """As it goes over HTTP."""
        body = json.dumps({"error": self.error}, indent=2)
        return web.Response(status=self.status, text=body, content_type="application/json", headers=self.headers)


def wrong_key(key: str) -> OpenAIRefusal:
    """A key nobody has. The provider shows its ends."""
    shown = f"{key[:8]}{'*' * max(0, len(key) - 12)}{key[-4:]}"
    where = "You can find your API key at https://platform.openai.com/account/api-keys."
    return OpenAIRefusal(f"Incorrect API key provided: {shown}. {where}", "invalid_api_key", status=401)


def no_key() -> OpenAIRefusal:
    """No key at all."""
    how = "in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)"
    return OpenAIRefusal(f"You didn't provide an API key. You need to provide your API key {how}.", status=401)


def wrong_azure_key() -> OpenAIRefusal:
    """Azure's own words."""
    said = "Access denied due to invalid subscription key or wrong API endpoint."
    return OpenAIRefusal(f"{said} Make sure to provide a valid key for an active subscription.", "401", status=401)


def no_azure_resource() -> OpenAIRefusal:
    """What Azure says to a request without an `api-version`, as to any path it does not have."""
    return OpenAIRefusal("Resource not found", "404", status=404)


def no_azure_deployment() -> OpenAIRefusal:
    """What Azure says of a deployment that does not exist."""
    soon = "If you created the deployment within the last 5 minutes, please wait a moment and try again."
    said = f"The API deployment for this resource does not exist. {soon}"
    return OpenAIRefusal(said, "DeploymentNotFound", status=404)


def no_model(model: str) -> OpenAIRefusal:
    """A model the key can't use, asked to do something."""
    said = f"The model `{model}` does not exist or you do not have access to it."
    return OpenAIRefusal(said, "model_not_found", status=404)


def no_such_model(model: str) -> OpenAIRefusal:
    """The same, asked after by name."""
    return OpenAIRefusal(f"The model '{model}' does not exist", "model_not_found", "model", status=404)


def not_json() -> OpenAIRefusal:
    """A body that can't be read."""
    hint = "(HINT: This likely means you aren't using your HTTP library correctly.)"
    return OpenAIRefusal(f"We could not parse the JSON body of your request. {hint}")


def missing(param: str) -> OpenAIRefusal:
    """A parameter that has to be there."""
    return OpenAIRefusal(f"Missing required parameter: '{param}'.", "missing_required_parameter", param)


def unsupported(value: object, allowed: Sequence[str], param: str) -> OpenAIRefusal:
    """A value out of a closed set."""
    *most, last = [f"'{name}'" for name in allowed]
    names = f"{', '.join(most)}, and {last}" if most else last
    return OpenAIRefusal(f"Invalid value: '{value}'. Supported values are: {names}.", "invalid_value", param)


def mistyped(param: str, wanted: str, got: object) -> OpenAIRefusal:
    """A value of the wrong type."""
    names = {"str": "a string", "bool": "a boolean", "int": "an integer", "float": "a decimal", "list": "an array"}
    kind = (names | {"dict": "an object", "NoneType": "null"})[type(got).__name__]
    said = f"Invalid type for '{param}': expected {wanted}, but got {kind} instead."
    return OpenAIRefusal(said, "invalid_type", param)


def too_long(param: str, value: str, most: int) -> OpenAIRefusal:
    """A text over its limit."""
    wanted = f"Expected a string with maximum length {most}, but got a string with length {len(value)} instead."
    return OpenAIRefusal(f"Invalid '{param}': string too long. {wanted}", "string_above_max_length", param)


def out_of_range(param: str, value: float, least: float, most: float) -> OpenAIRefusal | None:
    """A number beyond its limits; None for one within."""
    if least <= value <= most:
        return None
    side, word, sign, limit = ("below", "minimum", ">=", least) if value < least else ("above", "maximum", "<=", most)
    said = f"decimal {side} {word} value. Expected a value {sign} {limit:g}, but got {value:g} instead."
    return OpenAIRefusal(f"Invalid '{param}': {said}", f"decimal_{side}_{word[:3]}_value", param)


def out_of_order(fault: Refuses, model: str) -> OpenAIRefusal:
    """The refusal a test scripted."""
    wait = {} if fault.retry_after_s is None else {"retry-after": f"{fault.retry_after_s:g}"}
    if fault.retry_after_s is not None:
        wait["retry-after-ms"] = f"{fault.retry_after_s * 1000:g}"
    match fault.status:
        case 401:
            return wrong_key("sk-expired-0000")
        case 429:
            limit = f"Rate limit reached for {model} in organization org-double on requests per min (RPM): Limit 3"
            said = f"{limit}, Used 3, Requested 1. Please try again in {fault.retry_after_s or 1:g}s."
            return OpenAIRefusal(said, "rate_limit_exceeded", status=429, kind="requests", headers=wait)
        case 503:
            said = "The engine is currently overloaded, please try again later"
            return OpenAIRefusal(said, status=503, kind="server_error", headers=wait)
        case status:
            said = "The server had an error while processing your request. Sorry about that!"
            return OpenAIRefusal(said, status=status, kind="server_error", headers=wait)
