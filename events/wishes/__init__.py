"""What citizens wish for and offer to hold: written, supported, answered, taken on."""
