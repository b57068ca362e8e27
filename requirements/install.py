"""Responsible for installing what is locked: by uv, or more slowly by pip where uv can't.

What follows on the command line is what either takes. uv doesn't read pip's configuration, which
says where packages come from on this machine, so that is handed on. Hashes make any source safe.
"""

import os
import subprocess
import sys
from ast import literal_eval
from pathlib import Path

UV = Path(sys.executable).with_name("uv")
IN_UVS_WORDS = {
    "index_url": ("UV_DEFAULT_INDEX", " "),
    "extra_index_url": ("UV_INDEX", " "),
    "find_links": ("UV_FIND_LINKS", ","),
    "trusted_host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", " "),
    "proxy": ("ALL_PROXY", " "),
}
"""Each setting of pip: what uv calls it, and what uv puts between two values."""


def main(wanted: list[str]) -> int:
    """Install what the arguments say; return the exit code of what did it last."""
    settings = read_pips_settings()
    if settings.get("no_index") == "true":
        wanted = ["--no-index", *wanted]
    by_uv = [str(UV), "pip", "install", "--quiet", "--compile-bytecode", "--python", sys.executable]
    try:
        done = subprocess.run([*by_uv, *wanted], env=uvs_environment(settings), check=False)
        if done.returncode == 0:
            return 0
    except OSError as missing:
        sys.stderr.write(f"{missing}\n")
    sys.stderr.write("uv could not install this; pip tries, which takes longer.\n")
    by_pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return subprocess.run([*by_pip, *wanted], check=False).returncode


def read_pips_settings() -> dict[str, str]:
    """Return what pip goes by when it installs, from its files and from the environment."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    found: dict[str, str] = {}
    lines = [line.partition("=") for line in listed.stdout.splitlines()]
    for section in ("global.", "install.", ":env:."):  # the later one goes before
        for name, _, value in lines:
            if name.startswith(section):
                found[name.removeprefix(section).replace("-", "_")] = literal_eval(value)
    return found


def uvs_environment(settings: dict[str, str]) -> dict[str, str]:
    """Return the environment for uv: what is set there goes before what pip goes by."""
    handed_on = {
        name: between.join(settings[key].split())
        for key, (name, between) in IN_UVS_WORDS.items()
        if key in settings
    }
    # A place that lacks the locked version hides no other place that has it.
    return {"UV_INDEX_STRATEGY": "unsafe-best-match", **handed_on, **os.environ}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
