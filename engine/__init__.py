"""What we add to Rasa. It runs in Rasa's own environment (Python 3.10), on loopback only."""
