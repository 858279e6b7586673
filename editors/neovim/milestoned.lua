-- Neovim 0.10 or newer. Put this into ~/.config/nvim/plugin/milestoned.lua
vim.api.nvim_create_autocmd('FileType', {
  pattern = 'markdown',
  callback = function(event)
    local name = vim.api.nvim_buf_get_name(event.buf)
    vim.lsp.start({
      name = 'milestoned',
      cmd = { "milestoned", 'lsp' },
      root_dir = vim.fs.root(event.buf, { '.milestoned', '.obsidian' }) or vim.fs.dirname(name),
      on_attach = function(_, buffer)
        vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
      end,
    })
  end,
})
