"""Pages of organisers: of a house's editors, of partners, and the same acts behind both doors."""
