"""What the sub-commands of `offer` do, one module for each; the command line itself is bot/cli.py."""
