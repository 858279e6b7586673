# milestoned's completion for fish: milestoned completion fish | source

function _milestoned_completion
    # The program as it was typed, without quotes.
    set -l program (string replace -r '^~/' "$HOME/" -- (commandline -op)[1])
    set -l response (env _MILESTONED_COMPLETE=fish_complete COMP_WORDS=(commandline -cp | string collect) COMP_CWORD=(commandline -t | string collect) $program 2>/dev/null)
    for completion in $response
        set -l found (string split -m 1 , -- $completion)
        switch $found[1]
            case path
                # Files, notes before all others.
                __fish_complete_suffix .md
            case dir
                __fish_complete_directories (commandline -ct)
            case file
                __fish_complete_path (commandline -ct)
            case plain
                echo $found[2]
        end
    end
end

complete --keep-order --no-files --command milestoned --arguments "(_milestoned_completion)"
