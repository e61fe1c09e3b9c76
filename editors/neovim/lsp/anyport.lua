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

---@type vim.lsp.Config
return {
  cmd = { 'anyport', 'lsp' },
  filetypes = { 'go', 'gomod', 'gowork' },
  root_markers = { 'go.work', 'go.mod', '.git' },
}
