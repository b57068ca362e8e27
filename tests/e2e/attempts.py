"""Who tries to use Prefect without its password, and what who has it tries to have a run bring."""

ATTEMPTS: dict[str, dict[str, str]] = {
    "nobody": {},
    "a wrong password": {"authorization": "Basic Zm9sbG93dGhyb3VnaDp4"},
    "a page of another origin": {"origin": "http://evil.example", "content-type": "text/plain"},
}
"""What they say, by who they are."""

OF_ITS_OWN: list[dict[str, object]] = [
    {"command": "sh -c true"},
    {"env": {"FOLLOWTHROUGH_RETURNS_URL": "imaps://a:b@127.0.0.1:1"}},
    {"working_dir": "/"},
    {"anything": "else"},
]
"""What would run a command, or have the run read another setting."""
