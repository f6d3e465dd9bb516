"""Mails by SMTP, through pyramid_mailer; the server's own words are kept."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterable, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from pyramid.settings import asbool
from pyramid_mailer.exceptions import BadHeaders, InvalidMessage
from pyramid_mailer.mailer import Mailer
from pyramid_mailer.message import Message
from repoze.sendmail.mailer import SMTPMailer

from ecandidat.mails.message import Keep, NotSent, Outgoing, Transport
from ecandidat.settings import Settings


def transport(settings: Settings, ini: Mapping[str, Any]) -> Transport:
    """The way out that the settings name; ``mail.*`` of the ini file describe the SMTP server."""
    return Keep() if settings.mail_transport == "keep" else Smtp(ini)


class Smtp:
    """One connection per mail: ``mail.host``, ``.port``, ``.username``, ``.password``, ``.tls``, ``.ssl``.

    ``tls`` demands STARTTLS, ``ssl`` speaks TLS from the start.
    """

    def __init__(self, ini: Mapping[str, Any]) -> None:
        tls = asbool(ini.get("mail.tls"))
        self._options: dict[str, Any] = {
            "hostname": ini.get("mail.host") or "localhost",
            "port": int(ini.get("mail.port") or 25),
            "username": ini.get("mail.username") or None,
            "password": ini.get("mail.password") or None,
            "force_tls": tls,
            "no_tls": not tls,
            "ssl": asbool(ini.get("mail.ssl")),
        }

    def send(self, message: Outgoing) -> str:
        """Hand the message over; the server's reply to its content."""
        connection = _Connection(**self._options)
        try:
            Mailer(smtp_mailer=connection).send_immediately(_Message(message))
        except smtplib.SMTPRecipientsRefused as error:
            replies = {address: _said(*reply) for address, reply in error.recipients.items()}
            final = all(500 <= code < 600 for code, _ in error.recipients.values())
            raise NotSent(" ; ".join(replies.values()), final=final) from error
        except smtplib.SMTPDataError as error:
            raise NotSent(_said(error.smtp_code, error.smtp_error), final=500 <= error.smtp_code < 600) from error
        except smtplib.SMTPResponseException as error:
            # Sign-in, greeting or sender refused: the server's settings are at fault, and may be mended.
            raise NotSent(_said(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(f"{type(error).__name__}: {error}") from error
        except (BadHeaders, InvalidMessage, ValueError) as error:
            # What cannot be written today cannot be written tomorrow.
            raise NotSent(f"{type(error).__name__}: {error}", final=True) from error
        finally:
            connection.hang_up()
        return connection.reply


def compose(message: Outgoing) -> EmailMessage:
    """The message as sent: text and HTML alternatives, then attachments. Line ends never enter a header."""
    made = EmailMessage(policy=SMTP)
    host = message.sender.rpartition("@")[2].strip("> ") or "localhost"
    made["From"], made["To"] = _one_line(message.sender), _address(message.recipient)
    if message.copies:
        made["Cc"] = ", ".join(map(_address, message.copies))
    made["Subject"], made["Date"] = _one_line(message.subject), message.date
    made["Message-ID"] = f"<{message.key}@{host}>"
    made["Auto-Submitted"], made["Content-Language"] = "auto-generated", message.language
    if message.unsubscribe:
        made["List-Unsubscribe"] = f"<{_one_line(message.unsubscribe)}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(_written(message.text))
    if message.html:
        made.add_alternative(_written(message.html), subtype="html")
    for filename, content_type, content in message.attachments:
        main, _, sub = content_type.partition("/")
        made.add_attachment(content, maintype=main, subtype=sub, filename=_one_line(filename))
    return made


class _Message(Message):
    """Our own encoding: pyramid_mailer writes attachments on one endless line and trips over accents in their names."""

    def __init__(self, message: Outgoing) -> None:
        addresses = [address for address in (_one_line(message.recipient),) if address]
        super().__init__(
            subject=_one_line(message.subject), sender=_one_line(message.sender), recipients=addresses,
            cc=list(message.copies), bcc=list(message.blind), body=message.text,
        )  # fmt: skip
        self._outgoing = message

    def to_message(self) -> EmailMessage:
        self.validate()
        return compose(self._outgoing)


class _Connection(SMTPMailer):
    """One conversation: remembers what the server answered, and hangs up whatever happened."""

    reply = ""

    def send(self, fromaddr: str, toaddrs: Iterable[str], message: EmailMessage) -> None:
        self._opened = opened = self.smtp_factory()
        opened.ehlo()
        if self.force_tls:
            opened.starttls(context=ssl.create_default_context())
            opened.ehlo()
        if self.username:
            opened.login(self.username, self.password)
        refused = opened.mail(fromaddr)
        if refused[0] != 250:
            raise smtplib.SMTPSenderRefused(*refused, fromaddr)
        answers = {address: opened.rcpt(address) for address in toaddrs}
        if not any(code in (250, 251) for code, _ in answers.values()):
            raise smtplib.SMTPRecipientsRefused(answers)
        code, words = opened.data(message.as_bytes())
        if code != 250:
            raise smtplib.SMTPDataError(code, words)
        self.reply = _said(code, words)
        opened.quit()

    def hang_up(self) -> None:
        """Close the connection if it is still open."""
        opened = self.__dict__.pop("_opened", None)
        if opened is not None:
            opened.close()


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {text}".strip()


_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""Line ends of every kind, and the other characters that only machines read."""


def _one_line(text: str) -> str:
    """A value for a header. « =? » begins an encoded word, which could hold the line ends that are kept out."""
    return _BREAKS.sub(" ", _written(text)).replace("=?", "= ?").strip()


def _address(text: str) -> str:
    """One address for a header: what would make two of it is refused."""
    if re.search(r"[\s,;:<>()\[\]\\\"]", text) or _one_line(text) != text:
        raise ValueError(f"not one address: {text!r}")
    return text


def _written(text: str) -> str:
    """A text whose every character can be written down: half a character, which a copy may leave, cannot."""
    return text.encode("utf-8", "replace").decode()
