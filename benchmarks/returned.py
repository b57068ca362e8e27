"""Responsible for measuring what is made of returned mails, against the verdicts of others.

A folder holds mails as they came back, named `SERVER-NUMBER.eml`, and `verdicts.csv` with the
columns `file`, `reason` and `address_is_wrong`. Run it with `python -m benchmarks.returned FOLDER`.
"""

import argparse
import csv
import re
import sys
from collections import Counter, defaultdict
from email import message_from_bytes
from pathlib import Path
from time import perf_counter

from notifications.mail.returned import AutomaticReply, StatusNote, read_returned

COLUMNS = ("mails", "read", "suspended rightly", "suspended wrongly", "wrong address kept")
_LABELLED = re.compile(rb"^[^\n]{0,20}message-id:\s*(<[^>\s]+>)", re.IGNORECASE | re.MULTILINE)


def judged(raw: bytes, *, is_wrong: bool) -> list[str]:
    """Return the columns that a mail counts in.

    It is read if it is an automatic reply, or if it names an address, what became of the mail to
    it, and the Message-ID of that mail, which a search of our own finds in it too.
    """
    found = read_returned(raw)
    if isinstance(found, AutomaticReply):
        return ["read"]
    if not isinstance(found, StatusNote) or not any(fate.addresses for fate in found.fates):
        return []
    if not _of_original(raw) & set(found.message_ids):
        return []
    if any(fate.is_of_address for fate in found.fates):
        return ["read", "suspended rightly" if is_wrong else "suspended wrongly"]
    return ["read", "wrong address kept"] if is_wrong else ["read"]


def _of_original(raw: bytes) -> set[str]:
    """Return the Message-IDs of the mail that came back, as a plain search finds them."""
    mail = message_from_bytes(raw)
    answered = f"{mail.get('In-Reply-To', '')} {mail.get('References', '')}".split()
    named = {one.decode("latin-1") for one in _LABELLED.findall(raw)} | set(answered)
    return named - {str(mail.get("Message-ID", "")).strip()}


def shares(total: Counter[str]) -> dict[str, float]:
    """Return what is read, rightly suspended, and found of the wrong addresses among those read."""
    rightly, wrongly, kept = (total[name] for name in COLUMNS[2:])
    return {
        "read": total["read"] / max(total["mails"], 1),
        "of those suspended rightly": rightly / max(rightly + wrongly, 1),
        "of the wrong addresses among those read suspended": rightly / max(rightly + kept, 1),
    }


def main() -> int:
    """Print a line a mail server, the shares, and the mails a second; return 0."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--names", action="store_true", help="name each mail that is judged wrongly")
    given = asked.parse_args()
    table: dict[str, Counter[str]] = defaultdict(Counter)
    total: Counter[str] = Counter()
    started = perf_counter()
    with (given.folder / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            raw = (given.folder / row["file"]).read_bytes()
            counted = judged(raw, is_wrong=row["address_is_wrong"] == "yes")
            for counter in (total, table[row["file"].rpartition("-")[0]]):
                counter.update(["mails", *counted])
            if given.names and set(counted) & set(COLUMNS[3:]):
                print(row["file"], row["reason"], counted[-1])
    seconds = perf_counter() - started
    print(f"{'':26}" + "".join(f"{name:>20}" for name in COLUMNS))
    for server, counter in [*sorted(table.items()), ("all", total)]:
        print(f"{server:26}" + "".join(f"{counter[name]:>20}" for name in COLUMNS))
    for name, share in shares(total).items():
        print(f"{share:6.1%} {name}")
    print(f"{total['mails'] / seconds:,.0f} mails a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
