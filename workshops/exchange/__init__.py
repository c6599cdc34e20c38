"""What other systems read of the workshops: JSON-LD, a JSON API, CSV, calendars, feeds."""
