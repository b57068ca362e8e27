"""The pack as an Excel file."""
