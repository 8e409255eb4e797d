"""What happens in the house. Its rooms (programme, signup, partners, feeds, posters) are built later."""
