"""What organisers are asked: the activity itself, one date of it, partners and answers."""
