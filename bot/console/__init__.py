"""The advisers' console: cases, people, hours, and what a manager needs, under /console."""
