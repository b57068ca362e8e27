"""Responsible for GOV.UK Notify's API on this machine, as far as we use it, and as bad as told.

Paths, fields, statuses and error words are those of Notify's own code; it checks the signature of
each request, as Notify does.
"""

import json
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from notifications_python_client.authentication import decode_jwt_token, get_token_issuer
from notifications_python_client.errors import TokenError

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"  # noqa: S105 - invented
KEY = f"followthrough_test-{SERVICE}-{SECRET}"
TEMPLATE = "9d751e0e-f929-4891-82a1-a3e1c3c18ee3"

ADDRESS = re.compile(r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~\-]+@[a-z0-9-]+(\.[a-z0-9-]+)+")
FIELDS = re.compile(r"\(\(([^()]+)\)\)")

Answer = tuple[int, dict[str, Any]]


def failure(status: int, error: str, message: str) -> Answer:
    """An error as Notify words it."""
    return status, {"status_code": status, "errors": [{"error": error, "message": message}]}


NO_KEY = failure(403, "AuthError", "Invalid token: API key not found")
NO_TEMPLATE = failure(400, "BadRequestError", "Template not found")
NOT_AN_ADDRESS = failure(400, "ValidationError", "email_address Not a valid email address")
TEAM_ONLY = failure(
    400, "BadRequestError", "Can\u2019t send to this recipient using a team-only API key"
)
DRIP = 0.05
"""Seconds from one byte to the next."""
HANG_UP: Answer = (0, {})


@dataclass
class Notify:
    """A server on 127.0.0.1 at a free port; what it does may be changed between requests.

    What `drips` names, by method and path, is answered a byte at a time. `answers` holds whole answers by method and path, given instead of doing anything; `raw` in
    one is its body when that is no JSON. A `pause` in seconds, or `hangs_up`, comes after a mail
    was stored and before it is answered for.
    """

    message: str = "((body))\n\n((file_1))\n\n((file_2))"
    kind: str = "email"
    guests: tuple[str, ...] = ()
    answers: dict[str, Answer] = field(default_factory=dict)
    drips: frozenset[str] = frozenset()
    pause: float = 0
    hangs_up: bool = False
    certificate: Path | None = None

    stored: list[dict[str, Any]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._conversation())
        self._server.daemon_threads = True
        self._over = threading.Event()
        if self.certificate is not None:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(self.certificate)
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        scheme = "http" if self.certificate is None else "https"
        return f"{scheme}://127.0.0.1:{self._server.server_port}"

    @property
    def channel(self) -> str:
        """The Apprise URL of this server."""
        return f"govuknotify://:{KEY}@{TEMPLATE}/?host={self.url}"

    def answer(self, method: str, path: str, data: dict[str, Any], token: str) -> Answer:
        place = urlsplit(path)
        self.requests.append(f"{method} {place.path}")
        if (told := self.answers.get(f"{method} {place.path}")) is not None:
            return told
        if not _is_signed(token):
            return NO_KEY
        match method, place.path.split("/")[2:]:
            case "GET", ["template", identity]:
                return self._template(identity)
            case "GET", ["notifications"]:
                return self._look_up(parse_qs(place.query)["reference"])
            case "POST", ["notifications", "email"]:
                return self._send(data)
            case _:
                return failure(404, "NoResultFound", "No result found")

    def _template(self, identity: str) -> Answer:
        if identity != TEMPLATE:
            return failure(404, "NoResultFound", "No result found")
        fields = {name: {"required": True} for name in ("subject", *FIELDS.findall(self.message))}
        return 200, {"id": TEMPLATE, "type": self.kind, "personalisation": fields}

    def _look_up(self, references: list[str]) -> Answer:
        found = [mail for mail in self.stored if mail.get("reference") in references]
        return 200, {"notifications": found, "links": {}}

    def _send(self, data: dict[str, Any]) -> Answer:
        if not ADDRESS.fullmatch(data["email_address"]):
            return NOT_AN_ADDRESS
        if data["template_id"] != TEMPLATE:
            return NO_TEMPLATE
        missing = {"subject", *FIELDS.findall(self.message)} - data["personalisation"].keys()
        if missing:
            words = ", ".join(sorted(missing))
            return failure(400, "BadRequestError", f"Missing personalisation: {words}")
        if self.guests and data["email_address"] not in self.guests:
            return TEAM_ONLY
        identity = str(uuid4())
        self.stored.append({**data, "id": identity, "status": "created"})
        self._over.wait(self.pause)
        if self.hangs_up:
            return HANG_UP
        return 201, {"id": identity, "reference": data.get("reference")}

    def pieces(self, asked: str, raw: bytes) -> Iterator[bytes]:
        """Give what an answer is written in: all at once, or a byte now and then."""
        if asked not in self.drips:
            yield raw
            return
        for byte in raw:
            self._over.wait(DRIP)
            yield bytes([byte])

    def _conversation(self) -> type[BaseHTTPRequestHandler]:
        stub = self

        class Conversation(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                stub.connections += 1
                super().setup()

            def do_GET(self) -> None:
                self._converse(dict)

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                self._converse(lambda: json.loads(self.rfile.read(length)))

            def _converse(self, read: Callable[[], dict[str, Any]]) -> None:
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                status, said = stub.answer(self.command, self.path, read(), token)
                if not status:
                    self.close_connection = True
                    return
                with suppress(ConnectionError):  # the client may have given up
                    self._reply(status, str(said.get("raw", json.dumps(said))).encode())

            def _reply(self, status: int, raw: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(raw)))
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                asked = f"{self.command} {urlsplit(self.path).path}"
                self.wfile.writelines(stub.pieces(asked, raw))

            def log_message(self, *_: object) -> None:
                return

        return Conversation


def _is_signed(token: str) -> bool:
    try:
        decode_jwt_token(token, SECRET)
    except TokenError:
        return False
    return bool(get_token_issuer(token) == SERVICE)
