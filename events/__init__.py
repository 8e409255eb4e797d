"""What happens in the house: activities and their dates, and how they are found."""
