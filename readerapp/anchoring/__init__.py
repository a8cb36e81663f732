"""Anchoring: highlights that follow their text when it changes, or say that it is gone."""

from readerapp.anchoring.anchors import Anchor
from readerapp.anchoring.folding import fold
from readerapp.anchoring.landmarks import landmarks, standing
from readerapp.anchoring.reattaching import reattach
from readerapp.anchoring.targets import make_target, stands
from readerapp.anchoring.twins import with_twins

__all__ = [
    "Anchor",
    "fold",
    "landmarks",
    "make_target",
    "reattach",
    "standing",
    "stands",
    "with_twins",
]
