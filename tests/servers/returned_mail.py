"""Mails as they arrive where returned mail goes, in the shapes of real mail systems; all invented."""

from email.message import EmailMessage

OBRIEN = "pat.o'brien@council.example"
NO_SUCH_USER = "550 5.1.1 <pat.o'brien@council.example>: Recipient address rejected: User unknown"
BOX = "followthrough@council.example"


def original(message_id: str, to: str = OBRIEN) -> str:
    """The headers of what was sent."""
    return (
        f"From: Followthrough <{BOX}>\r\nTo: Pat O'Brien <{to}>\r\n"
        "Subject: 2 actions need you: 1 is 1 working day late\r\n"
        "Date: Mon, 21 Dec 2026 07:00:00 +0000\r\n"
        f"Message-ID: {message_id}\r\nAuto-Submitted: auto-generated\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    )


def postfix(
    message_id: str,
    to: str = OBRIEN,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    words: str = NO_SUCH_USER,
) -> bytes:
    """Postfix returns the headers as text/rfc822-headers when a mail is large."""
    return (
        f"Return-Path: <>\r\nDate: Mon, 21 Dec 2026 07:06:01 +0000 (GMT)\r\n"
        "From: MAILER-DAEMON@relay.council.example (Mail Delivery System)\r\n"
        f"Subject: Undelivered Mail Returned to Sender\r\nTo: {BOX}\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status;\r\n"
        '\tboundary="5A1C24012F.1545375961/relay.council.example"\r\n'
        "Message-Id: <20261221070601.7F3B24013A@relay.council.example>\r\n\r\n"
        "This is a MIME-encapsulated message.\r\n\r\n"
        "--5A1C24012F.1545375961/relay.council.example\r\n"
        "Content-Description: Notification\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
        "This is the mail system at host relay.council.example.\r\n\r\n"
        "I'm sorry to have to inform you that your message could not\r\n"
        f"be delivered to one or more recipients.\r\n\r\n<{to}>: {words}\r\n\r\n"
        "--5A1C24012F.1545375961/relay.council.example\r\n"
        "Content-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; relay.council.example\r\nX-Postfix-Queue-ID: 5A1C24012F\r\n"
        f"X-Postfix-Sender: rfc822; {BOX}\r\n"
        "Arrival-Date: Mon, 21 Dec 2026 07:06:00 +0000 (GMT)\r\n\r\n"
        f"Final-Recipient: rfc822; {to}\r\nOriginal-Recipient: rfc822;{to}\r\n"
        f"Action: {action}\r\nStatus: {status}\r\nRemote-MTA: dns; mx.council.example\r\n"
        f"Diagnostic-Code: smtp; {words[:40]}\r\n    {words[40:]}\r\n\r\n"
        "--5A1C24012F.1545375961/relay.council.example\r\n"
        "Content-Description: Undelivered Message Headers\r\n"
        f"Content-Type: text/rfc822-headers\r\n\r\n{original(message_id, to)}\r\n"
        "--5A1C24012F.1545375961/relay.council.example--\r\n"
    ).encode()


def exchange(message_id: str, to: str = OBRIEN, *, returned: bool = True) -> bytes:
    """Microsoft 365 writes in HTML too, folds the Message-ID, and may return nothing."""
    folded = original(message_id, to).replace("Message-ID: ", "Message-ID:\r\n ")
    third = f"--_c0b7_\r\nContent-Type: message/rfc822\r\n\r\n{folded}\r\nDear Pat\r\n\r\n"
    return (
        "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@council.example>"
        f"\r\nTo: <{BOX}>\r\nDate: Mon, 21 Dec 2026 07:06:05 +0000\r\n"
        "Content-Type: multipart/report; report-type=delivery-status;\r\n"
        '\tboundary="_c0b7_"\r\nX-MS-Exchange-Message-Is-Ndr:\r\nContent-Language: en-GB\r\n'
        "Message-ID:\r\n <6e0d4d27-30a1-4b7c-9d4e-b0a8f4f0a1ce@DB9PR01MB1234.council.example>\r\n"
        f"In-Reply-To: {message_id}\r\nReferences: {message_id}\r\n"
        "Subject: Undeliverable: 2 actions need you\r\nAuto-Submitted: auto-replied\r\n"
        "X-Auto-Response-Suppress: DR, OOF, AutoReply\r\nMIME-Version: 1.0\r\n\r\n"
        '--_c0b7_\r\nContent-Type: multipart/alternative; differences=Content-Type;\r\n\tboundary="_c1_"'
        '\r\n\r\n--_c1_\r\nContent-Type: text/plain; charset="us-ascii"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"Delivery has failed to these recipients or groups:=0A\r\n{to}\r\n"
        '--_c1_\r\nContent-Type: text/html; charset="us-ascii"\r\n\r\n'
        f"<html><body><p>Delivery has failed to {to}</p></body></html>\r\n--_c1_--\r\n\r\n"
        "--_c0b7_\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns;DB9PR01MB1234.eurprd01.prod.council.example\r\n"
        "Received-From-MTA: dns;relay.council.example\r\n"
        "Arrival-Date: Mon, 21 Dec 2026 07:06:02 +0000\r\n\r\n"
        f"Final-Recipient: rfc822;{to}\r\nAction: failed\r\nStatus: 5.1.10\r\n"
        "Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient "
        f"{to}\r\n not found by SMTP address lookup\r\n"
        f"X-Display-Name: Pat O'Brien\r\n\r\n\r\n{third if returned else ''}--_c0b7_--\r\n"
    ).encode()


def google(message_id: str, to: str = OBRIEN, action: str = "failed") -> bytes:
    """Google puts text and picture into multipart/related, and returns the whole mail."""
    status = "5.1.1" if action == "failed" else "4.4.1"
    code = "550" if action == "failed" else "451"
    return (
        f"Return-Path: <>\r\nFrom: Mail Delivery Subsystem <mailer-daemon@googlemail.example>\r\n"
        f"To: {BOX}\r\nAuto-Submitted: auto-replied\r\n"
        "Subject: Delivery Status Notification (Failure)\r\n"
        f"References: {message_id}\r\nIn-Reply-To: {message_id}\r\n"
        f"X-Failed-Recipients: {to}\r\nMessage-ID: <5c1ca2d9.1c69fb81.mx@google.example>\r\n"
        'Content-Type: multipart/report; boundary="000000000000d5a5d5057d8a6b7c"; '
        "report-type=delivery-status\r\nMIME-Version: 1.0\r\n\r\n"
        "--000000000000d5a5d5057d8a6b7c\r\n"
        'Content-Type: multipart/related; boundary="000000000000d5b3a7057d8a6b04"\r\n\r\n'
        "--000000000000d5b3a7057d8a6b04\r\n"
        'Content-Type: multipart/alternative; boundary="000000000000d5b3b1057d8a6b05"\r\n\r\n'
        '--000000000000d5b3b1057d8a6b05\r\nContent-Type: text/plain; charset="UTF-8"\r\n\r\n'
        "** Address not found **\r\n--000000000000d5b3b1057d8a6b05\r\n"
        'Content-Type: text/html; charset="UTF-8"\r\n\r\n<html><b>Address not found</b></html>\r\n'
        "--000000000000d5b3b1057d8a6b05--\r\n--000000000000d5b3a7057d8a6b04\r\n"
        "Content-Type: image/png; name=icon.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        "iVBORw0KGgo=\r\n--000000000000d5b3a7057d8a6b04--\r\n"
        "--000000000000d5a5d5057d8a6b7c\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; googlemail.example\r\n"
        f"Received-From-MTA: dns; {BOX}\r\nArrival-Date: Mon, 21 Dec 2026 07:06:00 -0800 (PST)\r\n"
        f"X-Original-Message-ID: {message_id}\r\n\r\n"
        f"Final-Recipient: rfc822; {to}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Remote-MTA: dns; mx.council.example. (192.0.2.1, the server for the domain.)\r\n"
        f"Diagnostic-Code: smtp; {code}-{status} The email account that you tried to reach does "
        f"not exist. Please try\r\n {code} {status} double-checking the recipient's address\r\n"
        "Last-Attempt-Date: Mon, 21 Dec 2026 07:06:01 -0800 (PST)\r\n\r\n"
        "--000000000000d5a5d5057d8a6b7c\r\nContent-Type: message/rfc822\r\n\r\n"
        f"{original(message_id, to)}\r\nDear Pat\r\n\r\n--000000000000d5a5d5057d8a6b7c--\r\n"
    ).encode()


def exim(to: str = OBRIEN) -> bytes:
    """Exim before 4.84, and others since: a bounce that no standard describes."""
    return (
        f"Return-Path: <>\r\nX-Failed-Recipients: {to}\r\nAuto-Submitted: auto-replied\r\n"
        "From: Mail Delivery System <Mailer-Daemon@host.example>\r\n"
        f"To: {BOX}\r\nSubject: Mail delivery failed: returning message to sender\r\n\r\n"
        f"  {to}\r\n    SMTP error from remote mail server: 550 5.1.1 no such user\r\n"
    ).encode()


IN_WORDS = {
    "exim": (
        "X-Failed-Recipients: {to}\r\n",
        (
            "This message was created automatically by mail delivery software on a relay host.\r\n\r\n"
            "A message that you sent could not be delivered to all of its recipients. The\r\n"
            "following address(es) failed:\r\n\r\n  {to}\r\n"
            "    SMTP error from remote mail server after RCPT TO:<{to}>:\r\n"
            "    host mx.council.example [192.0.2.1]: {reply}\r\n\r\n"
            "------ This is a copy of the message, including all the headers. ------\r\n\r\n"
        ),
    ),
    "qmail": (
        "",
        (
            "Hi. This is the qmail program at relay.example.\r\nI wasn't able to deliver your message"
            " to the following addresses.\r\n\r\n<{to}>:\r\n192.0.2.1 does not like recipient.\r\n"
            "Remote host said: {reply}\r\nGiving up on 192.0.2.1.\r\n\r\n"
            "--- Below this line is a copy of the message.\r\n\r\n"
        ),
    ),
    "plain": (
        "Return-Path: <>\r\n",
        (
            "There was an error delivering your mail to <{to}>.\r\n\r\n"
            "mx.council.example [192.0.2.1] did not like our RCPT TO:\r\n{reply}\r\n\r\n"
            "Message headers follow.\r\n\r\n"
        ),
    ),
    "sendmail": (
        "",
        (
            "The original message was received at Mon, 21 Dec 2026 07:06:01 GMT\r\n\r\n"
            "   ----- The following addresses had permanent fatal errors -----\r\n<{to}>\r\n"
            "    (reason: {reply})\r\n\r\n   ----- Transcript of session follows -----\r\n"
            ">>> RCPT To:<{to}>\r\n<<< {reply}\r\n\r\n   ----- Original message follows -----\r\n\r\n"
        ),
    ),
}
"""By mail server: fields, and what it says, in the shapes of bounces that no standard describes."""


def in_words(
    server: str, message_id: str, to: str = OBRIEN, reply: str = "550 5.1.1 no such user"
) -> bytes:
    """A bounce that no standard describes: fields, words, and the mail that it returns."""
    fields, words = (text.format(to=to, reply=reply) for text in IN_WORDS[server])
    return (
        f"{fields}From: Mail Delivery System <MAILER-DAEMON@relay.example>\r\nTo: {BOX}\r\n"
        "Subject: Mail delivery failed: returning message to sender\r\n"
        f"Message-Id: <of.itself@relay.example>\r\n\r\n{words}{original(message_id, to)}\r\n"
        "Dear Pat, the sender of A1 was refused\r\n"
    ).encode()


def receipt(message_id: str) -> bytes:
    """A receipt for reading (RFC 8098), which some mail programs send for all they show."""
    return (
        f"From: {OBRIEN}\r\nTo: {BOX}\r\nSubject: Read: 2 actions need you\r\n"
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n"
        "--b\r\n\r\nYour mail was read.\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\n"
        f"Final-Recipient: rfc822;{OBRIEN}\r\nOriginal-Message-ID: {message_id}\r\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\r\n--b--\r\n"
    ).encode()


def answer(**headers: str) -> bytes:
    """What a person wrote, or with more headers what a machine did in their place."""
    mail = EmailMessage()
    mail["From"] = f"Pat O'Brien <{OBRIEN}>"
    mail["To"] = BOX
    mail["Subject"] = "Re: 2 actions need you"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("I am away until Monday.\n")
    return mail.as_bytes()


def out_of_office(message_id: str) -> bytes:
    """An out-of-office reply, as Exchange words its headers."""
    return answer(
        In_Reply_To=message_id,
        Auto_Submitted="auto-generated",
        X_Auto_Response_Suppress="All",
        Return_Path="<>",
    )
