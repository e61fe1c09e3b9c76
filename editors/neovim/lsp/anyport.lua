---@brief
---
--- anyport tells, while you type, on which GOOS/GOARCH ports Go code will not build, not link, not
--- start, or leak, and offers the edit that mends it. It runs beside gopls.
---
--- Install it with `cargo install --path server/cli`, from a checkout.
---
--- Settings are those of `anyport.toml`, under the key `anyport`; the file wins where both speak:
---
--- ```lua
--- vim.lsp.config('anyport', {
---   settings = {
---     anyport = {
---       targets = { 'first-class', '!darwin/*' },
---       diagnostics = { run = 'save' },
---     },
---   },
--- })
--- ```
---
--- In a buffer of a Go module there are commands:
---
--- - `:LspAnyportMatrix` builds every judged port, unsaved buffers included, and opens the report
---   in a browser; errors become diagnostics. `:LspAnyportMatrix!` builds what has not changed, too.
--- - `:LspAnyportReport` opens the report of the last matrix.
--- - `:LspAnyportInspect FILE` says what a binary is, needs and promises; without a file, what the
---   last matrix built.
--- - `:LspAnyportExplain RULE` opens the rule's page.

---@type vim.lsp.Config
return {
  cmd = { 'anyport', 'lsp' },
  filetypes = { 'go', 'gomod', 'gowork' },
  root_markers = { 'go.work', 'go.mod', '.git' },
  on_attach = function(client, buffer)
    local function offer(name, command, options)
      vim.api.nvim_buf_create_user_command(buffer, 'LspAnyport' .. name, function(typed)
        client:exec_cmd({
          title = options.desc,
          command = command,
          arguments = { options.argument(typed) },
        }, { bufnr = buffer })
      end, { desc = options.desc, bang = options.bang, nargs = options.nargs or 0, complete = options.complete })
    end
    local function here()
      return vim.uri_from_bufnr(buffer)
    end
    offer('Matrix', 'anyport.matrix', {
      desc = 'Build every judged port',
      bang = true,
      argument = function(typed)
        return { uri = here(), all = typed.bang }
      end,
    })
    offer('Report', 'anyport.showReport', {
      desc = 'Show the report of the last matrix',
      argument = function()
        return { uri = here() }
      end,
    })
    offer('Inspect', 'anyport.inspect', {
      desc = 'Say what a binary is, needs and promises',
      nargs = '?',
      complete = 'file',
      argument = function(typed)
        local is_file = typed.args ~= ''
        return { uri = is_file and vim.uri_from_fname(vim.fn.fnamemodify(typed.args, ':p')) or here() }
      end,
    })
    offer('Explain', 'anyport.explain', {
      desc = "Show a rule's page",
      nargs = 1,
      argument = function(typed)
        return { rule = typed.args }
      end,
    })
  end,
}
