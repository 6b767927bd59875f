"""What ElevenLabs says when it refuses. Wordings are those that users of the API reported in 2026, but for the two
that are said to be guesses: a key without its prefix, a form of sound there is not.

`status` is the older name of the trouble, `code` the newer one. Of some troubles only the older form was seen.
"""

from aiohttp import web

from testbed.providers.faults import Refuses
from testbed.providers.refusal import Refusal


class ElevenLabsRefusal(Refusal):
    """In ElevenLabs' form."""

    def __init__(self, http: int, called: str, message: str, kind: str = "", code: str = "") -> None:
        super().__init__(message, http)
        newer = {"type": kind, "code": code or called, "request_id": "double"} if kind else {}
        self.error = {"status": called, "message": message, **newer}

    def response(self) -> web.Response:
        """As it goes over HTTP."""
        return web.json_response({"detail": self.error}, status=self.status, headers={"x-trace-id": "double"})


class Unread(ElevenLabsRefusal):
    """A field that is missing or has no such value: the form FastAPI gives it."""

    def __init__(self, field: str, message: str, kind: str) -> None:
        super().__init__(422, kind, message)
        self.field = field

    def response(self) -> web.Response:
        """A list, of which one is enough here."""
        one = {"type": self.error["status"], "loc": ["body", self.field], "msg": self.error["message"], "input": None}
        return web.json_response({"detail": [one]}, status=self.status)


def no_key() -> ElevenLabsRefusal:
    """No key at all."""
    said = "Neither authorization header nor xi-api-key received, please provide one."
    return ElevenLabsRefusal(401, "needs_authorization", said, "authentication_error", "unauthorized")


def wrong_key(key: str) -> ElevenLabsRefusal:
    """A key nobody has, what is no key, or a key's id, which the dashboard shows where one looks for the key."""
    if key.startswith("sk_"):
        return ElevenLabsRefusal(401, "invalid_api_key", "Invalid API key", "authentication_error", "unauthorized")
    if len(key) == 64:
        said = "API key ID used as API key - only valid API keys can be used. API keys start with 'sk_'"
        whole = f"{said} and are shown when the key is created or rotated."
        return ElevenLabsRefusal(400, "api_key_id_used_as_api_key", whole, "authentication_error", "invalid_api_key")
    guess = "Invalid API key. API keys start with 'sk_'."
    return ElevenLabsRefusal(400, "invalid_api_key_prefix", guess, "authentication_error", "invalid_api_key")


def no_permission() -> ElevenLabsRefusal:
    """A good key that was not given the right to speak."""
    said = "The API key you used is missing the permission text_to_speech to execute this operation."
    return ElevenLabsRefusal(401, "missing_permissions", said, "authentication_error", "unauthorized")


def no_credits() -> ElevenLabsRefusal:
    """A good key whose credits are used up: 401 as well."""
    left = "You have 0 credits remaining, while 4 credits are required for this request."
    said = f"This request exceeds your quota of 10000. {left}"
    return ElevenLabsRefusal(401, "quota_exceeded", said, "invalid_request")


def no_plan() -> ElevenLabsRefusal:
    """A voice of the library, asked for by an account that pays nothing."""
    said = "Free users cannot use library voices via the API. Please upgrade your subscription to use this voice."
    return ElevenLabsRefusal(402, "payment_required", said, "payment_required", "paid_plan_required")


def too_many() -> ElevenLabsRefusal:
    """More at once than the plan allows. No header says when to come again."""
    limit = "Your current subscription is associated with a maximum of 4 concurrent requests (running in parallel)."
    so = "This is done such that a single user does not overwhelm our systems and affect other users negatively."
    more = "Please upgrade your subscription or contact sales if you want to increase this limit."
    said = f"Too many concurrent requests. {limit} {so} {more}"
    return ElevenLabsRefusal(429, "too_many_concurrent_requests", said, "rate_limit_error", "concurrent_limit_exceeded")


def busy() -> ElevenLabsRefusal:
    """Its own machines have too much to do."""
    said = "We are sorry, the system is experiencing heavy traffic, please try again."
    return ElevenLabsRefusal(429, "system_busy", f"{said} Higher subscriptions have higher priority.")


def no_voice(voice: str) -> ElevenLabsRefusal:
    """A voice there is not."""
    return ElevenLabsRefusal(404, "voice_not_found", f"A voice with voice_id '{voice}' was not found.", "not_found")


def no_model(model: str) -> ElevenLabsRefusal:
    """A model there is not."""
    said = f"A model with model ID {model} does not exist or is not available to you."
    return ElevenLabsRefusal(400, "model_not_found", said)


def no_dialogue(model: str) -> ElevenLabsRefusal:
    """A model that is asked for at the other path."""
    return ElevenLabsRefusal(400, "model_does_not_support_dialogue", f"Model '{model}' does not support dialogue.")


def no_form(form: str) -> ElevenLabsRefusal:
    """A form of sound there is not."""
    guess = f"The output format '{form}' is not supported."
    return ElevenLabsRefusal(400, "invalid_output_format", guess, "validation_error", "invalid_parameters")


def out_of_order(fault: Refuses, model: str) -> ElevenLabsRefusal:
    """The refusal a test scripted. What is said with a 500 or a 503 is a guess."""
    match fault.status:
        case 401:
            return wrong_key("sk_expired")
        case 429:
            return too_many()
        case status:
            return ElevenLabsRefusal(status, "internal_server_error", "Something went wrong.")
