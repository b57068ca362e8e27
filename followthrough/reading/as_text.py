"""Responsible for what is written into a workbook staying a text: no formula, no link, no number."""

AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""The options of XlsxWriter for every workbook that we write."""
