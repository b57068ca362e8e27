"""What Prefect runs: one file, one flow, one deployment."""

from pathlib import Path

CHECKOUT = Path(__file__).parent.parent
