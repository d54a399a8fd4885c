"""The commands of `huddle`, a module each; imported only when called."""
