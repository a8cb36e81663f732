"""The terminal driver: Textual's own, with quieter mouse reports.

Textual asks for every motion of the mouse (mode 1003), which floods a slow link with
hover events nobody needs. Motion with a button held (1002) is enough to drag.
"""

from __future__ import annotations

from textual.drivers.linux_driver import LinuxDriver

_ON = "\x1b[?1000h\x1b[?1002h\x1b[?1006h"
_OFF = "\x1b[?1006l\x1b[?1002l\x1b[?1000l"


class ReaderDriver(LinuxDriver):
    """Reports clicks, drags and the wheel; never plain motion."""

    def _enable_mouse_support(self) -> None:
        if self._mouse:
            self.write(_ON)
            self.flush()

    def _disable_mouse_support(self) -> None:
        if self._mouse:
            self.write(_OFF)
            self.flush()
