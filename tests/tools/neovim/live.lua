-- What an edit says in other files, and what hovering tells.
vim.cmd('filetype on')

local failed = false
local function check(name, ok, detail)
  io.stdout:write(('%s %s %s\n'):format(ok and 'PASS' or 'FAIL', name, detail or ''))
  failed = failed or not ok
end
local function wait(condition)
  return vim.wait(20000, condition, 20)
end

vim.cmd.edit(arg[1])
local main = vim.api.nvim_get_current_buf()
local function messages()
  return vim.tbl_map(function(it) return it.message end, vim.diagnostic.get(main))
end
local function says(text)
  return wait(function() return table.concat(messages(), '\n'):find(text, 1, true) ~= nil end)
end

check('a name that is missing on Windows is told', says('undefined on windows/amd64: stop'),
  vim.inspect(messages()))

vim.cmd.edit('stop_linux.go')
local function rename(from, to)
  vim.cmd(('silent %%s/\\<%s\\>/%s/'):format(from, to))
end
rename('stop', 'halt')
-- A name that is nowhere is an ordinary mistake, which the compiler of this machine tells.
check('renaming it in another file is followed, unsaved', wait(function()
  return #messages() == 0
end), vim.inspect(messages()))
rename('halt', 'stop')
check('and back', says('undefined on windows/amd64: stop'), vim.inspect(messages()))

vim.cmd.edit('lib/lib.go')
vim.api.nvim_buf_set_lines(0, 0, 0, false, { '//go:build !windows', '' })
check('a constraint reaches the importer', says('example.com/live/lib has no files on windows/amd64'),
  vim.inspect(messages()))
vim.cmd('silent undo')
check('and leaves it again', wait(function() return #messages() == 1 end), vim.inspect(messages()))

vim.cmd.edit(arg[1])
local function hover(line, column)
  vim.api.nvim_win_set_cursor(0, { line, column })
  local params = vim.lsp.util.make_position_params(0, vim.lsp.get_clients()[1].offset_encoding)
  local answers = vim.lsp.buf_request_sync(0, 'textDocument/hover', params, 20000) or {}
  local told = answers[vim.lsp.get_clients()[1].id]
  return told and told.result and told.result.contents.value or ''
end
local told = hover(6, 2)
check('hovering tells where the name exists', told:find('stop_linux.go', 1, true) ~= nil
  and told:find('it is missing, on every port but `android/*`, `linux/*`', 1, true) ~= nil, told)
check('and says nothing of what is everywhere', hover(5, 5) == '')
check('a package clause tells its ports', hover(1, 0):find('main.go is built for', 1, true) ~= nil)

for _, client in ipairs(vim.lsp.get_clients()) do
  client:stop()
end
check('the server ends', wait(function()
  return #vim.lsp.get_clients() == 0
end))
vim.cmd('silent! bufdo! bwipeout!')
os.exit(failed and 1 or 0)
