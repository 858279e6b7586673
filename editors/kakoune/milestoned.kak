# Kakoune with kakoune-lsp 18 or newer. Put this into ~/.config/kak/autoload/milestoned.kak
hook -group milestoned global BufSetOption filetype=markdown %{
    set-option -add buffer lsp_servers %{
        [milestoned]
        command = "milestoned"
        args = ['lsp']
        root_globs = ['.milestoned', '.obsidian']
    }
}
hook -group milestoned global WinSetOption filetype=markdown %{
    lsp-enable-window
    lsp-inlay-hints-enable window
}
