"""What is locked is installed by uv from where pip is told to look, and by pip where uv can't."""

import os
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder that holds a wheel, its lock, and pip's configuration, which names that folder alone."""
    wheel = tmp_path / "found_nowhere_else-1.0-py3-none-any.whl"
    about = "found_nowhere_else-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("found_nowhere_else.py", "")
        file.writestr(
            f"{about}/METADATA", "Metadata-Version: 2.1\nName: found-nowhere-else\nVersion: 1.0\n"
        )
        file.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr(f"{about}/RECORD", "")
    locked = f"found-nowhere-else==1.0 --hash=sha256:{sha256(wheel.read_bytes()).hexdigest()}\n"
    (tmp_path / "lock.txt").write_text(locked)
    (tmp_path / "pip.conf").write_text(
        f"[global]\nno-index = true\n[install]\nfind-links = {tmp_path}\n"
    )
    return tmp_path


def install(place: Path, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name[:3] not in {"PIP", "UV_"}}
    own = {"PIP_CONFIG_FILE": str(place / "pip.conf"), "UV_CACHE_DIR": str(place / "cache")}
    wanted = ["--target", str(place / "site"), "--no-deps", "--require-hashes"]
    return subprocess.run(
        [sys.executable, "requirements/install.py", *wanted, "-r", str(place / "lock.txt")],
        cwd=CHECKOUT,
        env={**kept, **own, **more},
        capture_output=True,
        text=True,
        check=False,
    )


def installed_by(place: Path) -> str:
    (said,) = (place / "site").glob("found_nowhere_else-1.0.dist-info/INSTALLER")
    return said.read_text().strip()


def test_uv_looks_where_pip_is_told_to(place: Path) -> None:
    done = install(place)
    assert (done.returncode, done.stderr) == (0, "")
    assert installed_by(place) == "uv"


def test_pip_installs_what_uv_cannot(place: Path) -> None:
    (place / "file").touch()
    done = install(place, UV_CACHE_DIR=str(place / "file"))
    assert done.returncode == 0, done.stderr
    assert "uv could not install this; pip tries, which takes longer." in done.stderr
    assert installed_by(place) == "pip"


def test_another_file_than_the_locked_one_is_refused(place: Path) -> None:
    lock = place / "lock.txt"
    lock.write_text(lock.read_text().partition("sha256:")[0] + f"sha256:{'0' * 64}\n")
    assert install(place).returncode != 0
    assert not (place / "site" / "found_nowhere_else.py").exists()
