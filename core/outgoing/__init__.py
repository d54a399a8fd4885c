"""What leaves the program: minutes, digests, calendars, webhooks and exports."""
