;; Emacs 29 or newer, with markdown-mode. Put this into ~/.emacs.d/init.el
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((markdown-mode gfm-mode) . ("milestoned" "lsp"))))
(add-hook 'markdown-mode-hook #'eglot-ensure)

;; Eglot asks for hints only where the text has changed; the progress changes elsewhere, at the first heading.
(defvar-local milestoned--timer nil)

(defun milestoned--show-again (buffer)
  (when (buffer-live-p buffer)
    (with-current-buffer buffer (jit-lock-refontify))))

(defun milestoned--changed (&rest _)
  (when (timerp milestoned--timer) (cancel-timer milestoned--timer))
  (setq milestoned--timer
        (run-with-idle-timer 0.7 nil #'milestoned--show-again (current-buffer))))

(add-hook 'eglot-managed-mode-hook
          (lambda ()
            (when (derived-mode-p 'markdown-mode)
              (add-hook 'after-change-functions #'milestoned--changed nil t))))
