"""The programme out in the world: calendars, news, pictures, a list, and data to read."""
