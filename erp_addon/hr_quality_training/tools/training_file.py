"""What an uploaded file is, judged by its content and not only by its name."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import urlsplit

from odoo.addons.hr_quality.tools.translating import Translating
from odoo.tools.pdf import PdfReader, PdfReadError
from PIL import Image, UnidentifiedImageError

IMAGES = frozenset(("PNG", "JPEG", "GIF", "WEBP"))

OFFICE = {
    ".pptx": "ppt/",
    ".docx": "word/",
    ".xlsx": "xl/",
    ".odp": "mimetype",
    ".odt": "mimetype",
    ".ods": "mimetype",
}
"""Ending of a document that is a ZIP → what a sound one contains."""

OLD_OFFICE = frozenset((".ppt", ".doc", ".xls"))
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")

VIDEO_TYPES = {".mp4": "video/mp4", ".m4v": "video/mp4", ".webm": "video/webm", ".ogv": "video/ogg"}
"""Videos that every browser plays."""

VIDEO_HOSTS = ("youtube.com", "youtu.be", "youtube-nocookie.com", "vimeo.com", "drive.google.com")
"""Sites whose videos Odoo's eLearning embeds."""


@dataclass(frozen=True)
class Material:
    """A piece of a course."""

    kind: str
    """``document``, ``image``, ``video``, ``download``, ``embed`` or ``stream``."""
    title: str
    mimetype: str = ""


class MaterialUnusable(Exception):
    """A file or link that cannot become part of a course; its text says why and what to do."""


def read_file(name: str, content: bytes, env: Translating) -> Material:
    """Say what the file is.

    :raise MaterialUnusable: it is empty, broken, encrypted, or of a kind that nobody can open
    """
    path = PurePath(name or "")
    ending, title = path.suffix.lower(), title_of(path.stem)
    if not content:
        raise MaterialUnusable(env._("The file is empty. Upload it again."))
    if ending == ".pdf":
        _check_pdf(content, env)
        return Material("document", title, "application/pdf")
    if ending in VIDEO_TYPES:
        _check_video(ending, content, env)
        return Material("video", title, VIDEO_TYPES[ending])
    if ending in OFFICE or ending in OLD_OFFICE:
        _check_office(ending, content, env)
        return Material("download", title)
    image = _image_type(content)
    if image:
        return Material("image", title, image)
    raise MaterialUnusable(
        env._(
            "This kind of file cannot be shown. Take PDF, PNG, JPEG, GIF, WebP, MP4, WebM, OGV, or"
            " slides and documents of an office suite (PPTX, DOCX, XLSX, ODP, ODT, ODS)."
        )
    )


def read_link(link: str, env: Translating) -> Material:
    """Say what the web link leads to, without following it.

    :raise MaterialUnusable: it is no link to a video
    """
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        parts, host = None, ""
    if parts is None or parts.scheme not in ("http", "https") or not host:
        raise MaterialUnusable(env._("This is no web link: it begins with https://"))
    path = PurePath(parts.path)
    if any(host == known or host.endswith(f".{known}") for known in VIDEO_HOSTS):
        return Material("embed", title_of(path.stem) or host)
    if path.suffix.lower() in VIDEO_TYPES:
        return Material("stream", title_of(path.stem), VIDEO_TYPES[path.suffix.lower()])
    raise MaterialUnusable(
        env._(
            "This link leads to no video. Take a link to YouTube, Vimeo or Google Drive, or to an"
            " MP4, WebM or OGV file."
        )
    )


def title_of(stem: str) -> str:
    """A readable title from a file's name: ``03_welding-current`` is ``03 welding current``."""
    return " ".join(stem.replace("_", " ").replace("-", " ").split())


def _check_pdf(content, env):
    broken = MaterialUnusable(env._("The PDF is broken and has no readable page. Export it again."))
    if not content.lstrip()[:5].startswith(b"%PDF"):
        raise broken
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise MaterialUnusable(
                env._("The PDF is protected by a password. Save it without one.")
            )
        pages = len(reader.pages)
    except (PdfReadError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise broken from error
    if not pages:
        raise broken


def _check_video(ending, content, env):
    sound = {
        ".webm": content.startswith(bytes.fromhex("1a45dfa3")),
        ".ogv": content.startswith(b"OggS"),
    }.get(ending, content[4:8] == b"ftyp")
    if not sound:
        raise MaterialUnusable(
            env._("The file is named like a video and is none. Export it again, as MP4 (H.264).")
        )


def _check_office(ending, content, env):
    broken = MaterialUnusable(env._("The document is broken. Save it again and upload it anew."))
    if ending in OLD_OFFICE:
        if not content.startswith(OLE_MAGIC):
            raise broken
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise broken from error
    if not any(name.startswith(OFFICE[ending]) for name in names):
        raise broken


def _image_type(content):
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.verify()
            return Image.MIME.get(image.format, "") if image.format in IMAGES else ""
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return ""
