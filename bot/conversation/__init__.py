"""The way of a message: in, safety, Rasa, reply, out."""
