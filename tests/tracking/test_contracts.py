"""Contracts: what is documented is what the code does, others' validators take it, and old messages still decode."""

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest
from django.conf import settings

from tracking import codec, contracts
from tracking.errors import MalformedEvent
from tracking.events import EVENTS, Event, ProductsSearched, event_name
from tracking.management.commands.export_schemas import documents
from tracking.topics import SEARCHES, TOPICS

ASYNCAPI = contracts.asyncapi()
DOCS = Path(settings.BASE_DIR, "docs")
SAMPLES = Path(__file__).parent / "contracts"
OFFICIAL = Path(settings.BASE_DIR, "frontend/node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json")

BY_NAME = {event_name(event): event for event in EVENTS}
# (file, line): each is a message as some version of this code wrote it, or may have been sent by others.
MESSAGES = [
    pytest.param(path, line, id=f"{path.parent.name}-{path.stem}-{number}")
    for path in sorted(SAMPLES.glob("v*/*.jsonl"))
    for number, line in enumerate(path.read_text().splitlines())
]


def test_the_documents_are_those_that_the_code_writes():
    """Failing? ``make docs`` writes them again; look at the difference, it is what other systems will see."""
    written = documents()
    assert {name for name, text in written.items() if (DOCS / name).read_text() != text} == set()
    found = {f"contracts/{path.name}" for path in DOCS.glob("contracts/*.json")}
    assert found == {name for name in written if name.startswith("contracts/")}


@pytest.mark.parametrize("event", EVENTS, ids=event_name)
def test_each_schema_is_one_and_says_what_the_event_is(event):
    schema = contracts.json_schema(event)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["description"].rstrip().endswith((".", ")"))
    assert schema["$id"].endswith(f":{event_name(event)}:1")


def test_the_asyncapi_document_is_valid_by_the_projects_own_schema():
    if not OFFICIAL.exists():
        pytest.skip("needs the npm package @asyncapi/specs: make frontend")
    jsonschema.Draft7Validator(json.loads(OFFICIAL.read_text())).validate(ASYNCAPI)


def test_every_reference_in_the_asyncapi_document_leads_somewhere():
    references = set(refs(ASYNCAPI))
    for reference in references:
        place = ASYNCAPI
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
    assert len(references) > 2 * len(EVENTS)


def refs(node):
    if isinstance(node, dict):
        yield from ([node["$ref"]] if "$ref" in node else [])
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from refs(item)


def test_every_topic_that_carries_events_is_a_channel_with_key_and_retention():
    document = ASYNCAPI
    assert set(document["channels"]) == {topic.name for topic in TOPICS if contracts.events_of(topic)}
    told = document["channels"]["activity.searches"]["bindings"]["kafka"]
    assert (told["partitions"], told["topicConfiguration"]["retention.ms"]) == (6, 2_592_000_000)
    message = document["components"]["messages"]["review_submitted"]
    assert message["bindings"]["kafka"]["key"]["description"] == "the review id"
    assert message["summary"] == "A person reviewed a product. Made by the server only, through the outbox."


@pytest.mark.parametrize(("path", "line"), MESSAGES)
def test_a_message_of_an_old_version_still_says_the_same(path, line):
    sample = json.loads(line)
    name = sample.get("event", "products_searched")

    event = codec.decode(BY_NAME[name].topic, line.encode())

    assert type(event) is BY_NAME[name]
    again = json.loads(codec.encode(event))
    assert {field: again[field] for field in sample if field in again} == {
        field: value for field, value in sample.items() if field in again
    }
    # What isn't written again is a default.
    for field in sample.keys() - again.keys():
        assert msgspec.to_builtins(getattr(event, field)) == sample[field]


@pytest.mark.parametrize(("path", "line"), MESSAGES)
def test_a_message_of_an_old_version_is_valid_by_todays_schema(path, line):
    name = json.loads(line).get("event", "products_searched")
    jsonschema.validate(json.loads(line), contracts.json_schema(BY_NAME[name]))
    root = {"$ref": f"#/components/schemas/{BY_NAME[name].__name__}", "components": ASYNCAPI["components"]}
    jsonschema.Draft7Validator(root).validate(json.loads(line))


@pytest.mark.parametrize("event", EVENTS, ids=event_name)
def test_each_version_of_each_event_has_its_sample_whole_and_with_the_least(event):
    for version in range(1, contracts.version_of(event) + 1):
        whole, _ = (SAMPLES / f"v{version}" / f"{event_name(event)}.jsonl").read_text().splitlines()
        assert json.loads(whole)["schema_version"] == version
        missing = set(event.__struct_fields__) - json.loads(whole).keys()
        required = {f.name for f in msgspec.structs.fields(event) if f.required}
        assert not missing & required


@pytest.mark.parametrize(
    "message",
    [
        {"search_keyword": "fan", "date": 1},
        {"search_keyword": "fan", "user_id": "anna"},
        {"search_keyword": "fan", "user_id": "", "date": 1},
        {"search_keyword": 17, "user_id": "anna", "date": 1},
        {"search_keyword": "fan", "user_id": "anna", "date": 0},
        {"search_keyword": "fan", "user_id": "anna", "date": 2**53},
        {"user_id": "anna", "date": 1},
    ],
)
def test_the_schema_refuses_what_the_store_refuses(message):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(message, contracts.json_schema(ProductsSearched))
    with pytest.raises(MalformedEvent):
        codec.decode(SEARCHES, json.dumps(message).encode())


@pytest.mark.parametrize("event", EVENTS, ids=event_name)
def test_the_page_names_every_event_and_its_fields(event):
    page = contracts.page()
    _, _, section = page.partition(f"### {event_name(event)}\n")
    section = section.partition("\n#")[0]
    own = set(event.__struct_fields__) - set(Event.__struct_fields__)
    assert all(f"| `{field}` |" in section for field in own)
