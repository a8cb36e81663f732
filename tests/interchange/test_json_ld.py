"""The W3C export read by an independent JSON-LD processor (PyLD), as linked data."""

import json

import pytest

from readerapp.interchange.exporters import export
from tests.interchange.test_exports import HOSTILE, SOURCE, document_note, entry, orphan

jsonld = pytest.importorskip("pyld.jsonld", reason="needs PyLD (pip install pyld)")

OA, RDF = "http://www.w3.org/ns/oa#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
AS, TERMS = "http://www.w3.org/ns/activitystreams#", "http://purl.org/dc/terms/"
DC, FOAF = "http://purl.org/dc/elements/1.1/", "http://xmlns.com/foaf/0.1/"
RDFS, XSD = "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2001/XMLSchema#"

# What http://www.w3.org/ns/anno.jsonld says of the terms that we use: the tests have no network.
CLASSES = {
    **{name: f"{OA}{name}" for name in ("Annotation", "TextualBody", "SpecificResource")},
    **{name: f"{OA}{name}" for name in ("TextQuoteSelector", "TextPositionSelector")},
    **{name: f"{OA}{name}" for name in "highlighting commenting tagging identifying".split()},
    "CssStylesheet": f"{OA}CssStyle",
    "Person": f"{FOAF}Person",
    "Text": "http://purl.org/dc/dcmitype/Text",
    "AnnotationCollection": f"{AS}OrderedCollection",
    "AnnotationPage": f"{AS}OrderedCollectionPage",
}
LINKS = {
    **{name: f"{OA}has{name.capitalize()}" for name in ("body", "target", "source", "selector")},
    "stylesheet": f"{OA}styledBy",
    "creator": f"{TERMS}creator",
    "first": f"{AS}first",
}
VALUES = {
    **{name: f"{OA}{name}" for name in "exact prefix suffix start end styleClass".split()},
    "value": f"{RDF}value",
    "format": f"{DC}format",
    "name": f"{FOAF}name",
    "label": f"{RDFS}label",
}
CONTEXT = {
    "dcterms": TERMS,
    "id": {"@type": "@id", "@id": "@id"},
    "type": {"@type": "@id", "@id": "@type"},
    **CLASSES,
    **{name: {"@type": "@id", "@id": iri} for name, iri in LINKS.items()},
    **VALUES,
    "items": {"@type": "@id", "@id": f"{AS}items", "@container": "@list"},
    "motivation": {"@type": "@vocab", "@id": f"{OA}motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": f"{OA}hasPurpose"},
    "created": {"@type": f"{XSD}dateTime", "@id": f"{TERMS}created"},
    "modified": {"@type": f"{XSD}dateTime", "@id": f"{TERMS}modified"},
    "total": {"@type": f"{XSD}nonNegativeInteger", "@id": f"{AS}totalItems"},
}


def loaded(url, options):
    assert url == "http://www.w3.org/ns/anno.jsonld"
    return {
        "contextUrl": None,
        "documentUrl": url,
        "contentType": "application/ld+json",
        "document": {"@context": CONTEXT},
    }


def document(*entries):
    return json.loads("".join(export("w3c", SOURCE, entries)))


def triples(found):
    quads = jsonld.to_rdf(found, {"documentLoader": loaded})["@default"]
    return {
        tuple(quad[part]["value"] for part in ("subject", "predicate", "object")) for quad in quads
    }


WORDS = {
    "@context",
    "@type",
    "type",
    "motivation",
    "purpose",
    f"{OA}motivatedBy",
    f"{OA}hasPurpose",
}


def leaves(value):
    """Return every text and number, except the terms that the context maps to an IRI."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in WORDS:
                yield from leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part)
    else:
        yield value


def test_an_independent_processor_drops_nothing():
    ours = document(
        entry(), entry(2, note=HOSTILE.replace("\ud800", "")), orphan(), document_note()
    )
    expanded = jsonld.expand(ours, {"documentLoader": loaded})
    assert sorted(map(str, leaves(ours))) == sorted(map(str, leaves(expanded)))


def test_what_a_highlight_says_as_linked_data():
    said = triples(document(entry()))

    def of(subject, predicate):
        return {found for about, link, found in said if (about, link) == (subject, predicate)}

    [annotation] = [about for about, _, kind in said if kind == f"{OA}Annotation"]
    assert annotation == "urn:uuid:00000000-0000-4000-8000-000000000001"
    assert of(annotation, f"{OA}motivatedBy") == {f"{OA}highlighting"}
    [person] = of(annotation, f"{TERMS}creator")
    assert of(person, f"{FOAF}name") == {"Bo Lind"}
    [target] = of(annotation, f"{OA}hasTarget")
    assert of(target, f"{OA}styleClass") == {"blue"}
    found = {
        (name, value)
        for selector in of(target, f"{OA}hasSelector")
        for name in ("exact", "prefix", "suffix", "start", "end")
        for value in of(selector, f"{OA}{name}")
    }
    words = {("exact", "a vote."), ("prefix", "was "), ("suffix", " So")}
    assert found == words | {("start", "10"), ("end", "17")}
    bodies = {
        (purpose.removeprefix(OA), value)
        for body in of(annotation, f"{OA}hasBody")
        for purpose in of(body, f"{OA}hasPurpose")
        for value in of(body, f"{RDF}value")
    }
    assert bodies == {
        ("commenting", "Check the **minutes**.\nTwice."),
        ("tagging", "rent"),
        ("tagging", "town hall"),
        ("identifying", "Maria Ortega"),
    }
    assert of(annotation, "urn:x-readerapp:state") == {"exact"}


def test_the_collection_keeps_its_order():
    entries = [entry(3), entry(1), entry(2)]
    expanded = jsonld.expand(document(*entries), {"documentLoader": loaded})
    [items] = expanded[0][f"{AS}first"][0][f"{AS}items"]
    found = [item["@id"].removeprefix("urn:uuid:") for item in items["@list"]]
    assert found == [one.annotation.id for one in entries]
