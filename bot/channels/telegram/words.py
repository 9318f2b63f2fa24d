"""The few fixed words that Telegram itself needs: the command menu, and what is said in a group."""

COMMANDS = {
    "start": "Start here",
    "help": "What I can do",
    "privacy": "What happens to what you write",
    "stop": "Stop writing to me",
}
GROUP = "I only work in a private chat, not in a group. Tap my name and write to me there."
