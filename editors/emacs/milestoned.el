;; Emacs 29 or newer, with markdown-mode. Put this into ~/.emacs.d/init.el
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((markdown-mode gfm-mode) . ("milestoned" "lsp"))))
(add-hook 'markdown-mode-hook #'eglot-ensure)
