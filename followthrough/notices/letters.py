"""Responsible for making a notice into a letter: its words, whom it is from, what is attached."""

from hashlib import sha256

from followthrough.workplace import Workplace
from models.notice import MAIL, Notice, NoticeKind
from models.pack import files_of
from models.session import reading
from notifications.content import words
from notifications.mail.message import Attachment, Letter
from notifications.render import Rendered, render


def rendered(notice: Notice) -> Rendered:
    """Return a notice's words: those of the try that is in doubt, else made from its facts.

    Raises jinja2.TemplateError, ValueError or LookupError if they can't be made, and RecordDamaged
    if what they would be made of can't be read.
    """
    if said := words(notice):
        return said
    if notice.lane != MAIL:  # a channel takes a title and a text as they are
        return Rendered(notice.payload["title"], notice.payload["body"], "")
    return render(notice.kind, notice.payload)


def letter(place: Workplace, notice: Notice, said: Rendered, mail_from: tuple[str, str]) -> Letter:
    """Return the letter that carries a notice's words, from `mail_from` (name, address).

    Raises LookupError, OSError or ValueError if it can't be made, such as by a pack's file that
    is not the one that was made.
    """
    answers = notice.lane == MAIL
    asked = (notice.payload["administrator"], *notice.payload.get("others", ())) if answers else ()
    return Letter(
        message_id=notice.message_id,
        date=notice.queued_at,
        mail_from=mail_from[1],
        from_name=mail_from[0],
        to_name=notice.recipient_name,
        to_address=notice.recipient_address,
        reply_to=tuple((who["name"], who["address"]) for who in asked),
        subject=said.subject,
        text=said.text,
        html=said.html,
        attachments=_attachments(place, notice),
    )


def _attachments(place: Workplace, notice: Notice) -> tuple[Attachment, ...]:
    """Read the files of a pack that its mail names, none of Part 2; never send another than was made."""
    if notice.kind != NoticeKind.PACK:
        return ()
    with reading(place.engine) as session:
        files = files_of(session, notice.payload["pack_id"])
    found = []
    named = {file["name"] for file in notice.payload["files"]}
    for file in (one for one in files if one.name in named and not one.is_exempt):
        content = (place.data / file.path).read_bytes()
        if sha256(content).hexdigest() != file.sha256:
            raise ValueError(f"{file.path} is not the file that was made")
        found.append(Attachment(file.name, file.media_type, content))
    return tuple(found)
