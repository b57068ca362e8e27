"""The pack as a PDF, set by Typst."""
