"""What a govuknotify:// URL becomes, read by the real Apprise; alarms by it against a stub."""

import logging

import apprise
import pytest

from followthrough.notices.ways import ways_of
from followthrough.settings import Settings
from models.notice import ALARMS
from notifications.channels import read_channel
from notifications.chat import ChatChannel
from notifications.govuk_notify.channel import GovukNotify
from notifications.govuk_notify.plugin import GovukNotifyPlugin
from notifications.outcome import Accepted, Transient
from rules.problems import BadInput
from tests.servers.govuk_notify import KEY, NO_KEY, SECRET, TEMPLATE, Notify

SETTING = "FOLLOWTHROUGH_MAIL_URL"
REPLY_TO = "8e222534-7f05-4972-86e3-17c5d9f894e2"
WHOLE = f"govuknotify://:{KEY}@{TEMPLATE}/"
OBRIEN = "pat.o'brien@middlesbrough.example"

# Apprise imports a module of Python's that is on its way out.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


def test_a_url_without_a_target_is_for_mail_to_anyone() -> None:
    assert read_channel(WHOLE, SETTING) == GovukNotify(
        api_key=KEY,
        template_id=TEMPLATE,
        reply_to_id="",
        base_url="https://api.notifications.service.gov.uk",
        timeout=20,
    )


def test_what_may_be_added() -> None:
    query = f"reply_to_id={REPLY_TO}&host=https://api.notify.example:8443&rto=7"
    assert read_channel(f"{WHOLE}?{query}", SETTING) == GovukNotify(
        api_key=KEY,
        template_id=TEMPLATE,
        reply_to_id=REPLY_TO,
        base_url="https://api.notify.example:8443",
        timeout=7,
    )


@pytest.mark.parametrize(
    "host", ["http://127.0.0.1:6011", "http://localhost", "https://x.example/"]
)
def test_where_the_api_may_be(host: str) -> None:
    channel = read_channel(f"{WHOLE}?host={host}", SETTING)
    assert isinstance(channel, GovukNotify)
    assert channel.base_url == host


@pytest.mark.parametrize(
    ("url", "because"),
    [
        (f"govuknotify://{TEMPLATE}", "no whole API key"),
        (f"govuknotify://{KEY}@{TEMPLATE}", "no whole API key"),
        (f"govuknotify://:{SECRET}@{TEMPLATE}", "no whole API key"),
        (f"govuknotify://:{KEY[:-1]}@{TEMPLATE}", "no whole API key"),
        (f"govuknotify://:{KEY}x@{TEMPLATE}", "no whole API key"),
        (f"govuknotify://:{KEY}@template/", "names no template"),
        (f"govuknotify://:{KEY}@{TEMPLATE[1:]}/", "names no template"),
        (f"govuknotify://:{KEY}@", "Apprise URL"),
        (f"{WHOLE}?reply_to_id=sam.green@middlesbrough.example", "reply_to_id="),
        (f"{WHOLE}?host=http://api.notify.example", "host="),
        (f"{WHOLE}?host=api.notify.example", "host="),
        (f"{WHOLE}?host=ftp://127.0.0.1", "host="),
        (f"{WHOLE}?host=https://", "host="),
        (f"{WHOLE}?host=https://x.example/v2", "host="),
        (f"{WHOLE}?host=https://x.example:port", "host="),
        (f"{WHOLE}?host=https://us:{SECRET}@x.example", "host="),
        (f"{WHOLE}?host=http://127.0.0.1.elsewhere.example", "host="),
        (f"{WHOLE}?host=http://[::1", "host="),
        (f"{WHOLE}?host=", "host="),
        (f"{WHOLE}?rto=0", "seconds from 1 to 20."),
        (f"{WHOLE}?rto=25", "seconds from 1 to 20."),
        (f"{WHOLE}?rto=nan", "number of seconds"),
        (f"{WHOLE}?verify=no", "certificate verification off"),
        (f"{WHOLE}nobody", "not one plain address"),
        (f"{WHOLE}a@b.example/c@d.example", "not one plain address"),
        (f"{WHOLE}a@b.example%0d%0aBcc:c@d.example", "not one plain address"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence_without_the_key(
    url: str, because: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(BadInput) as refused:
        read_channel(url, SETTING)
    (problem,) = refused.value.problems
    assert problem.startswith(f"Setting {SETTING} ")
    assert because in problem
    assert problem.endswith(".")
    assert refused.value.__cause__ is None
    assert SECRET[:-1] not in f"{problem}{caplog.text}{''.join(capsys.readouterr())}"


def test_apprise_knows_the_schema_and_shows_no_key() -> None:
    url = f"{WHOLE}{OBRIEN}?reply_to_id={REPLY_TO}&rto=7"
    plugin = apprise.Apprise.instantiate(url)
    assert isinstance(plugin, GovukNotifyPlugin)
    assert SECRET not in f"{plugin}{plugin!r}{plugin.url(privacy=True)}"
    again = read_channel(plugin.url(), SETTING)
    assert isinstance(again, ChatChannel)
    assert again._plugin.channel == plugin.channel  # noqa: SLF001 - nothing else shows it
    assert SECRET not in repr(again)
    assert apprise.Apprise().details()


def test_apprise_itself_can_send_by_it(notify: Notify) -> None:
    url = notify.channel.replace("/?", f"/{OBRIEN}?")
    assert apprise.Apprise(url).notify(title="A title", body="A *body*", body_format="text")
    (mail,) = notify.stored
    assert mail["email_address"] == OBRIEN
    assert mail["personalisation"]["subject"] == "A title"
    assert mail["personalisation"]["body"] == r"A \*body\*"


def test_an_alarm_may_go_to_one_address(notify: Notify) -> None:
    url = notify.channel.replace("/?", f"/{OBRIEN}?")
    assert ways_of(Settings(alarm_url=url))[ALARMS].setting == "FOLLOWTHROUGH_ALARM_URL"
    channel = read_channel(url, "FOLLOWTHROUGH_ALARM_URL")
    assert isinstance(channel, ChatChannel)
    taken = channel.send("A notice needs a person", "Notice 7 to a_b@c.example is dead: 550 <x>")
    assert taken == Accepted("accepted by GOV.UK Notify")
    (mail,) = notify.stored
    assert mail["email_address"] == OBRIEN
    assert mail["personalisation"]["subject"] == "A notice needs a person"
    body = r"Notice 7 to a\_b@c\.example is dead: 550 &lt;x&gt;"
    assert mail["personalisation"]["body"] == body


def test_an_alarm_that_is_not_taken_says_why(
    notify: Notify, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = read_channel(notify.channel.replace("/?", f"/{OBRIEN}?"), SETTING)
    assert isinstance(channel, ChatChannel)
    notify.answers["POST /v2/notifications/email"] = NO_KEY
    outcome = channel.send("Alarm", "Body")
    assert outcome == Transient("403 AuthError: Invalid token: API key not found")
    assert notify.stored == []
    assert SECRET not in f"{outcome}{channel}{caplog.text}"


def test_an_alarm_needs_an_address() -> None:
    with pytest.raises(BadInput, match=r"FOLLOWTHROUGH_ALARM_URL: .* an address in it"):
        ways_of(Settings(alarm_url=WHOLE))
