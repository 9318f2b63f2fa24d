"""The whole way: the real trained model, a real Rasa, the real actions, a throwaway database."""
