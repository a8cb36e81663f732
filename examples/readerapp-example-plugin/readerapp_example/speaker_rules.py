"""Speaker rules: who speaks in a text in Esperanto."""

from readerapp.plugin import SpeakerRules

ESPERANTO = SpeakerRules(
    language="eo",
    common_words=frozenset(
        (
            "la de kaj en al estas li ŝi ne ke mi vi por kun tio sed ĝi pri kiu pli ili el nur"
            " oni sur kiel estis per tiu ĉi se da kion jam ĉu mia lia ŝia havas nun tre ni"
        ).split()
    ),
    verbs=frozenset("diris demandis respondis kriis flustris rakontis aldonis diras".split()),
    titles=frozenset(("sinjoro", "sinjorino", "doktoro")),
    not_names=frozenset(("tio", "kaj", "tiam", "poste")),
)
