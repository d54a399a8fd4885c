"""The meeting screen and its dialogs."""
