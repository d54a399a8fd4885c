"""`huddle completions SHELL`: prints a completion script for the shell, which calls `huddle __complete`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.commands.context import Context

# Names contain spaces, so `huddle __complete` prints a line for each candidate: the word, a tab, its meaning.
SCRIPTS = {
    "bash": """\
# In ~/.bashrc:  eval "$(huddle completions bash)"
_huddle() {
    local word about
    COMPREPLY=()
    while IFS=$'\\t' read -r word about; do
        COMPREPLY+=("$(printf '%q' "$word")")
    done < <(huddle __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _huddle huddle
""",
    "zsh": """\
#compdef huddle
# In ~/.zshrc, after compinit:  eval "$(huddle completions zsh)"
_huddle() {
    local word about
    local -a found shown
    while IFS=$'\\t' read -r word about; do
        found+=("$word")
        shown+=("${word}${about:+ -- $about}")
    done < <(huddle __complete -- "${(Q@)words[2,CURRENT]}" 2>/dev/null)
    if (( $#found )); then
        compadd -l -d shown -a found
    else
        _files
    fi
}
compdef _huddle huddle
""",
    "fish": """\
# In ~/.config/fish/config.fish:  huddle completions fish | source
function __huddle_complete
    set -l words (commandline -opc) (commandline -ct)
    huddle __complete -- $words[2..-1] 2>/dev/null
end
complete -c huddle -f -a '(__huddle_complete)'
complete -c huddle -n '__fish_seen_subcommand_from import export check' -F
""",
}


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("shell", choices=tuple(SCRIPTS))


def run(args: Namespace, context: Context) -> int:
    context.print_text(SCRIPTS[args.shell].rstrip("\n"))
    return 0
