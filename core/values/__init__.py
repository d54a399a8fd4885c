"""Amounts, periods, the clock and text: plain values, without a session or a file."""
