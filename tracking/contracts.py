"""The events as contracts that other systems can read: JSON Schema for each, and one AsyncAPI document for all.

Both are made of what ``tracking.events`` and ``tracking.topics`` declare, and of what ``tracking.codec`` asks beyond
types.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from tracking.codec import MAX_DATE
from tracking.events import EVENTS, Event, event_name
from tracking.topics import TOPICS, Topic

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_COMMON: Final = "Event"


def json_schema(event_type: type[Event]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a message that carries the event, complete in itself."""
    schema = msgspec.json.schema(event_type)
    name = event_type.__name__
    definition = schema["$defs"].pop(name)
    return {
        "$schema": _DIALECT,
        "$id": f"urn:larkspur:event:{event_name(event_type)}:{version_of(event_type)}",
        **definition,
        **_rules(event_type, definition),
        **({"$defs": schema["$defs"]} if schema["$defs"] else {}),
    }


def version_of(event_type: type[Event]) -> int:
    """Return the ``schema_version`` that this code writes."""
    (field,) = [f for f in msgspec.structs.fields(event_type) if f.name == "schema_version"]
    return int(field.default_factory())


def first_line(event_type: type[Event]) -> str:
    return (event_type.__doc__ or "").strip().partition("\n")[0]


def asyncapi() -> dict[str, Any]:
    """Return the AsyncAPI 3.0 document: every topic with its key and retention, every message with its schema.

    https://www.asyncapi.com/docs/reference/specification/v3.0.0
    """
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Larkspur's events",
            "version": str(max(map(version_of, EVENTS))),
            "description": "What happens in the store, as JSON messages on Apache Kafka. Unknown fields are ignored; "
            "KAFKA_TOPIC_PREFIX, where it is set, stands before each topic's name.",
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic) for topic in _topics()},
        "operations": {f"send.{topic.name}": _operation(topic) for topic in _topics()},
        "components": {
            "messages": {event_name(event): _message(event) for event in EVENTS},
            "schemas": _schemas(),
        },
    }


def events_of(topic: Topic) -> list[type[Event]]:
    """Return the events of a topic; a message that names none is the first."""
    return [event for event in EVENTS if event.topic is topic]


def _topics() -> Iterator[Topic]:
    return (topic for topic in TOPICS if events_of(topic))


def _rules(event_type: type[Event], definition: dict[str, Any]) -> dict[str, Any]:
    """Return what the codec asks beyond the types of fields: a date, and somebody whose event it is."""
    is_default = events_of(event_type.topic)[0] is event_type
    required = [name for name in definition["required"] if not (name == "event" and is_default)]
    date = {"type": "integer", "minimum": 1, "exclusiveMaximum": MAX_DATE}
    rules: dict[str, Any] = {
        "properties": {**definition["properties"], "date": date},
        "required": ["date", *required],
    }
    if event_type.names_someone:
        rules["anyOf"] = [
            {"required": [name], "properties": {name: {"type": "string", "minLength": 1}}}
            for name in ("user_id", "anonymous_id")
        ]
    return rules


def _channel(topic: Topic) -> dict[str, Any]:
    names = map(event_name, events_of(topic))
    return {
        "address": topic.name,
        "description": topic.about,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": {
                    "cleanup.policy": [topic.cleanup_policy],
                    "retention.ms": int(topic.config["retention.ms"]),
                },
                "bindingVersion": "0.5.0",
            }
        },
    }


def _operation(topic: Topic) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{topic.name}"},
        "summary": topic.about,
    }


def _message(event_type: type[Event]) -> dict[str, Any]:
    return {
        "name": event_name(event_type),
        "title": event_type.__name__,
        "summary": first_line(event_type),
        "description": (event_type.__doc__ or "").strip(),
        "payload": {"$ref": f"#/components/schemas/{event_type.__name__}"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": f"the {event_type.topic.key}"},
                "bindingVersion": "0.5.0",
            }
        },
    }


def _schemas() -> dict[str, Any]:
    """Return the schemas of all events, with what they have in common told once."""
    _, found = msgspec.json.schema_components(EVENTS, ref_template="#/components/schemas/{name}")
    _, base = msgspec.json.schema_components([Event], ref_template="#/components/schemas/{name}")
    common = {name: field for name, field in base[_COMMON]["properties"].items() if name != "event"}
    schemas = {_COMMON: {**base[_COMMON], "properties": common, "required": []}, **found}
    for event_type in EVENTS:
        definition = found[event_type.__name__]
        rules = _rules(event_type, definition)
        own = {name: field for name, field in rules["properties"].items() if common.get(name) != field}
        schemas[event_type.__name__] = {
            **definition,
            **rules,
            "properties": own,
            "allOf": [{"$ref": f"#/components/schemas/{_COMMON}"}],
        }
    return schemas


def page() -> str:
    """Return the events as a page for people, in Markdown."""
    lines = [
        "# Events",
        "",
        "Generated by `make docs` from `tracking/events/` and `tracking/topics.py`. For programs:",
        "[AsyncAPI](contracts/asyncapi.json) and a JSON Schema for each event in [contracts/](contracts/README.md),",
        "where the rules for changing them are.",
        "",
    ]
    for topic in _topics():
        lines += [
            f"## {topic.name}",
            "",
            f"{topic.about} Key: {topic.key}. {topic.partitions} partitions, kept "
            f"{topic.retention.days if topic.retention else '∞'} days.",
            "",
        ]
        for event_type in events_of(topic):
            lines += _section(event_type)
    lines += ["## Fields of every event", "", *_fields(Event, set()), ""]
    return "\n".join(lines)


def _section(event_type: type[Event]) -> list[str]:
    common = {field.name for field in msgspec.structs.fields(Event)}
    text = " ".join((event_type.__doc__ or "").split()).replace("``", "`")
    link = f"[schema](contracts/{event_name(event_type)}.json)"
    return [f"### {event_name(event_type)}", "", f"{text} {link}", "", *_fields(event_type, common), ""]


def _fields(event_type: type[Event], without: set[str]) -> list[str]:
    definition = msgspec.json.schema(event_type)["$defs"][event_type.__name__]
    rows = [
        f"| `{name}` | {_kind(field)} | {'yes' if name in definition.get('required', []) else ''} |"
        for name, field in definition["properties"].items()
        if name not in without and name != "event"
    ]
    return ["| field | type | required |", "|---|---|---|", *rows] if rows else ["No fields of its own."]


def _kind(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_kind(option) for option in field["anyOf"])
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if field.get("type") == "array":
        return f"list of {_kind(field['items'])}"
    return str(field.get("type", "any"))
