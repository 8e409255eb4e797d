"""What happens in the house: programme, signup, partners, feeds, posters. Built later."""
