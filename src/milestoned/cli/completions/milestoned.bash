# milestoned's completion for bash 4.4 or newer: eval "$(milestoned completion bash)"

_milestoned_completion() {
    local IFS=$'\n' kind value word=${COMP_WORDS[COMP_CWORD]} paths= program=$1
    # The program as it was typed, backslashes and `~` included. Nothing in it is evaluated.
    program=${program/#\~\//$HOME/}
    program=${program//\\/}
    COMPREPLY=()
    while IFS=, read -r kind value; do
        case $kind in
        path)
            paths=1
            COMPREPLY+=("$value")
            ;;
        default)
            compopt -o bashdefault -o default
            ;;
        plain)
            case $word in
            [\"\']*) COMPREPLY+=("$value") ;;
            *) COMPREPLY+=("$(printf %q "$value")") ;;
            esac
            ;;
        esac
    done < <(COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD _MILESTONED_COMPLETE=bash_complete "$program" 2>/dev/null)
    # Readline quotes names itself, and puts a slash behind folders.
    [[ -z $paths ]] || compopt -o filenames
}

complete -o nosort -F _milestoned_completion milestoned
