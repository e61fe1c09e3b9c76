-- A plain Neovim that knows nothing but anyport's own configuration file.
vim.opt.runtimepath:prepend(vim.env.ANYPORT_NEOVIM)
vim.opt.swapfile = false
vim.lsp.config('anyport', {
  cmd = { vim.env.ANYPORT_BINARY, 'lsp' },
  settings = vim.json.decode(vim.env.ANYPORT_SETTINGS),
})
vim.lsp.enable('anyport')
