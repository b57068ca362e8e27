"""A plan on its way in: import, going live, its calendar, series and registers."""
