"""Requests the realtime API does not take, each with what it says. The double refuses them all.

Codes and words are those that users of the API reported. Guessed, after the provider's pattern: the code of a wrong
place for an item, of a call that isn't there, and the words for JSON that can't be read.
"""

from typing import Any

from tests.testbed.providers.bad_realtime_settings import BAD_SETTINGS, BadRequest, Wire


def item(**wire: Any) -> Wire:
    return {"type": "conversation.item.create", "event_id": "bad", "item": wire}


def message(item_id: str = "one", role: str = "user", kind: str = "input_text") -> Wire:
    return {"id": item_id, "type": "message", "role": role, "content": [{"type": kind, "text": "Hello."}]}


def about(event: str, item_id: str, **more: Any) -> Wire:
    return {"type": event, "event_id": "bad", "item_id": item_id, **more}


TRUNCATE = {"content_index": 0, "audio_end_ms": 10}
OUTPUT: Wire = {"type": "function_call_output", "call_id": "nobody", "output": "light"}

BAD_REQUESTS = (
    *BAD_SETTINGS,
    BadRequest("an item of no kind", item(type="thought"), "invalid_value", "item.type", "'message'"),
    BadRequest("a message of nobody", item(**message(role="tool")), "invalid_value", "item.role", "'system'"),
    BadRequest(
        "the assistant's words as input",
        item(**message(role="assistant")),
        "invalid_value",
        "item.content[0].type",
        "'output_text'",
    ),
    BadRequest("an id too long", item(**message("i" * 33)), "string_above_max_length", "item.id", "maximum length 32"),
    BadRequest(
        "the same id twice",
        item(**message()),
        "item_create_duplicate_item_id",
        None,
        "an item with id 'one' already exists",
        before=(item(**message()),),
    ),
    BadRequest("an output nobody asked for", item(**OUTPUT), "invalid_tool_call_id", None, "'nobody' not found"),
    BadRequest(
        "a place behind nothing",
        item(**message()) | {"previous_item_id": "ghost"},
        "item_create_invalid_previous_item_id",
        "previous_item_id",
        "'ghost' does not exist",
    ),
    BadRequest(
        "deleting nothing",
        about("conversation.item.delete", "ghost"),
        "item_delete_invalid_item_id",
        "item_id",
        "deleting",
    ),
    BadRequest(
        "retrieving nothing",
        about("conversation.item.retrieve", "ghost"),
        "item_retrieve_invalid_item_id",
        "item_id",
        "ghost",
    ),
    BadRequest(
        "truncating nothing",
        about("conversation.item.truncate", "ghost", **TRUNCATE),
        "item_truncate_invalid_item_id",
        "item_id",
        "ghost",
    ),
    BadRequest(
        "truncating the caller",
        about("conversation.item.truncate", "one", **TRUNCATE),
        None,
        None,
        "Only model output audio messages can be truncated",
        before=(item(**message()),),
    ),
    BadRequest(
        "a commit of nothing", {"type": "input_audio_buffer.commit"}, "input_audio_buffer_commit_empty", None, "0.00ms"
    ),
    BadRequest(
        "sound that is no base64",
        {"type": "input_audio_buffer.append", "audio": "!"},
        "invalid_value",
        "audio",
        "base64",
    ),
    BadRequest(
        "cancelling nothing", {"type": "response.cancel"}, "response_cancel_not_active", None, "Cancellation failed"
    ),
    BadRequest(
        "an unknown wish for a response",
        {"type": "response.create", "response": {"mood": "merry"}},
        "unknown_parameter",
        "response.mood",
        "Unknown parameter: 'response.mood'.",
    ),
    BadRequest(
        "two responses at once",
        {"type": "response.create"},
        "conversation_already_has_active_response",
        None,
        "Wait until the response is finished",
        before=({"type": "response.create"},),
    ),
)
