"""Customer accounts: who owns them, and what imports tell of them."""
