"""Pages of signing up: of citizens, and of the staff of a house."""
