"""Pages of wishes: of everybody, of those who hold a link, and of the editors of a house."""
