"""Rules of REFI-QDA 1.5 (2019) for projects and codebooks, for all elements that we write.

Transcribed from the published schema: for each element its children in order (`?` none or one, `*`
any number, `+` one or more) and its attributes (`!` where it must have them).
"""

import re

AUDIT = "creatingUser creationDateTime modifyingUser modifiedDateTime"
TEXT = "Description? PlainTextContent? PlainTextSelection* Coding* NoteRef* VariableValue*"

PROJECT = {
    "Project": (
        "Users? CodeBook? Variables? Cases? Sources? Notes? Links? Sets? Graphs? Description? "
        "NoteRef*",
        "name! origin creatingUserGUID creationDateTime modifyingUserGUID modifiedDateTime "
        "basePath",
    ),
    "Users": ("User+", ""),
    "User": ("", "guid! name id"),
    "CodeBook": ("Codes", ""),
    "Codes": ("Code+", ""),
    "Code": ("Description? NoteRef* Code*", "guid! name! isCodable! color"),
    "Sources": ("TextSource+", ""),
    "TextSource": (TEXT, f"guid! name richTextPath plainTextPath {AUDIT}"),
    "PlainTextSelection": (
        "Description? Coding* NoteRef*",
        f"guid! name startPosition! endPosition! {AUDIT}",
    ),
    "Description": ("", ""),
    "PlainTextContent": ("", ""),
    "Coding": ("CodeRef NoteRef*", "guid! creatingUser creationDateTime"),
    "CodeRef": ("", "targetGUID!"),
    "NoteRef": ("", "targetGUID!"),
    "Notes": ("Note+", ""),
    "Note": (TEXT, f"guid! name richTextPath plainTextPath {AUDIT}"),
}
CODEBOOK = {
    "CodeBook": ("Codes Sets?", "origin"),
    "Codes": ("Code+", ""),
    "Code": ("Description? Code*", "guid! name! isCodable! color"),
    "Description": ("", ""),
}
GUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
DATE_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"
KINDS = {
    **dict.fromkeys(("guid", "targetGUID", "creatingUser", "modifyingUser"), GUID),
    **dict.fromkeys(("creationDateTime", "modifiedDateTime"), DATE_TIME),
    **dict.fromkeys(("startPosition", "endPosition"), r"[+-]?\d+"),
    "isCodable": "true|false|1|0",
    "color": "#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})",
}


def breaches(root, rules, namespace):
    """Return a sentence for each rule that the tree violates."""
    for element in root.iter():
        space, _, name = element.tag.removeprefix("{").partition("}")
        if space != namespace or name not in rules:
            yield f"{element.tag} is no element of {namespace}"
            continue
        children, attributes = rules[name]
        held = "".join(f"{child.tag.rpartition('}')[2]} " for child in element)
        if not re.fullmatch(re.sub(r"(\w+)([?*+]?) ?", r"(?:\1 )\2", children), held):
            yield f"{name} holds {held or 'nothing'}, not {children or 'nothing'}"
        known = {each.rstrip("!") for each in attributes.split()}
        needed = {each.rstrip("!") for each in attributes.split() if each.endswith("!")}
        if not needed <= element.attrib.keys() <= known:
            yield f"{name} has {sorted(element.keys())}, not {attributes}"
        for key, value in element.items():
            if not re.fullmatch(KINDS.get(key, "(?s:.*)"), value):
                yield f"{name} {key} is {value!r}"
