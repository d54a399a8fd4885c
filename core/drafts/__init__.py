"""What was typed and not yet sent, kept on this computer."""
