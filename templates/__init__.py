"""The words people read: Jinja2 templates for mail, packs and pages."""

from pathlib import Path

FOLDER = Path(__file__).parent
