"""Which files a reader probably opens, for lists of files: by their names, else by their beginning.

Every format is detected by content when a document is opened. A list of files must not read each
of them, so here a known ending decides.
"""

from __future__ import annotations

import os
import stat

_READABLE = frozenset(
    ".txt .text .md .markdown .mdown .mkd .mkdn .rst .adoc .org .tex .log .html .htm .xhtml .xht "
    ".pdf .epub .docx .docm .dotx .dotm .odt .ott .vtt .srt .sbv .lrc .ass .ssa .ttml .dfxp .otr "
    ".rtf .fb2 .fodt .fountain .fdx .eml .emlx .mbox .ics .vcf .mht .mhtml .json .csv".split()
)
_UNREADABLE = frozenset(
    ".png .jpg .jpeg .gif .webp .svgz .ico .bmp .tif .tiff .heic .mp3 .mp4 .m4a .wav .ogg .flac "
    ".mkv .mov .avi .webm .zip .gz .xz .bz2 .zst .7z .rar .tar .tgz .iso .deb .rpm .whl .jar .exe "
    ".dll .so .o .a .pyc .class .wasm .db .sqlite .doc .xls .xlsx .ppt .pptx .ods .odp .mobi .azw3 "
    ".woff .woff2 .ttf .otf .psd .bin .msg .pst .azw .kfx .djvu .xps .oxps .pages .numbers "
    ".odg .vsd .vsdx .mdb .accdb .aac .aiff .amr .opus .wma .wmv .m4v .3gp .flv .mpg .eps".split()
)
_EXAMINED_BYTES = 1024


def is_readable(path: str) -> bool:
    """Return whether the file at `path` is probably a document that some format opens."""
    return has_readable_ending(path) or (_ending(path) not in _UNREADABLE and _is_text(path))


def has_readable_ending(name: str) -> bool:
    """Return whether a file of that name is probably a document, by its ending alone."""
    return _ending(name) in _READABLE


def _ending(name: str) -> str:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122 - called for every file of a folder


def _is_text(path: str) -> bool:
    """Return whether `path` is a regular file that begins like a text: without null characters."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)  # a pipe would wait
    except OSError:
        return False
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return False
        head = os.read(descriptor, _EXAMINED_BYTES)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff", b"%PDF-"))
