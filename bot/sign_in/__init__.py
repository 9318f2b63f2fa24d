"""One-time links, sessions, forms and headers: what the editors' desk and the advisers' console share."""
