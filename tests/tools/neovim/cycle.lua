-- The whole cycle in the real editor: attach, diagnostic, code action applied, diagnostic gone.
-- `ANYPORT_RUN` is `type` or `save`: on save, nothing may come before the file is written.
vim.cmd('filetype on')

local failed = false
local function check(name, ok, detail)
  io.stdout:write(('%s %s %s\n'):format(ok and 'PASS' or 'FAIL', name, detail or ''))
  failed = failed or not ok
end
local function wait(condition)
  return vim.wait(20000, condition, 20)
end
local function lines(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
end

vim.cmd.edit(arg[1])
local buffer = vim.api.nvim_get_current_buf()
local function found()
  return vim.diagnostic.get(buffer)
end

check('the client attaches', wait(function()
  return #vim.lsp.get_clients({ bufnr = buffer, name = 'anyport' }) == 1
end))
check('the diagnostic arrives', wait(function()
  return #found() == 1
end), vim.inspect(vim.tbl_map(function(it) return it.message end, found())))
local diagnostic = found()[1] or {}
check('it carries the rule', diagnostic.code == 'unsupported-port' and diagnostic.source == 'anyport')
-- The line is `//go:build macos`, below a comment with text of many bytes.
check('it stands at the word', diagnostic.lnum == 1 and diagnostic.col == 11 and diagnostic.end_col == 16)

vim.api.nvim_win_set_cursor(0, { diagnostic.lnum + 1, diagnostic.col })
vim.lsp.buf.code_action({
  apply = true,
  context = { only = { 'quickfix' }, diagnostics = {} },
  filter = function(action) return action.title:find('Write `darwin`', 1, true) ~= nil end,
})
check('the code action is applied', wait(function()
  return lines(buffer):find('//go:build darwin', 1, true) ~= nil
end), lines(buffer):gsub('\n', '|'))

if vim.env.ANYPORT_RUN == 'save' then
  vim.wait(500)
  check('on save, typing changes nothing', #found() == 1)
end
vim.cmd('silent write')
check('the diagnostic is gone', wait(function()
  return #found() == 0
end))

for _, client in ipairs(vim.lsp.get_clients()) do
  client:stop()
end
check('the server ends', wait(function()
  return #vim.lsp.get_clients() == 0
end))
os.exit(failed and 1 or 0)
