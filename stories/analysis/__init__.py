"""One article's text to passages, claims, quantities, dates and speakers.
Pure and versioned; nothing here knows a second article, a database or Django."""
