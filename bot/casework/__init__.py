"""What is done with cases: raised, told, taken, answered, closed. One service for everybody who acts on one."""

from bot.casework.service import Casework

__all__ = ["Casework"]
