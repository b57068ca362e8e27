"""The pack as a Word file, and the template it is made by."""
