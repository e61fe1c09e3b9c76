-- The matrix in the real editor, with the real Go: it runs with progress, is cancelled once, and
-- then its results arrive, unsaved text and all.
vim.cmd('filetype on')

local failed = false
local function check(name, ok, detail)
  io.stdout:write(('%s %s %s\n'):format(ok and 'PASS' or 'FAIL', name, detail or ''))
  failed = failed or not ok
end
local function wait(condition)
  return vim.wait(300000, condition, 20)
end

local opened = {}
vim.ui.open = function(uri)
  table.insert(opened, uri)
  return { wait = function() return { code = 0 } end }
end
local progress, token = {}, nil
vim.api.nvim_create_autocmd('LspProgress', {
  callback = function(event)
    local params = event.data.params
    -- Neovim gives every message the title of its beginning.
    if params.value.kind == 'begin' and params.value.title == 'anyport: building' then
      token = params.token
    end
    if params.token == token then
      table.insert(progress, params.value.kind)
    end
  end,
})

vim.cmd.edit(arg[1])
local buffer = vim.api.nvim_get_current_buf()
local client
check('the client attaches', wait(function()
  client = vim.lsp.get_clients({ bufnr = buffer, name = 'anyport' })[1]
  return client ~= nil
end))
-- The call of a function that is there on Unix alone is not saved yet.
vim.api.nvim_buf_set_lines(buffer, -2, -1, false, { '\tstop()', '}' })

local answer
local function matrix()
  progress, token, answer = {}, nil, nil
  client:exec_cmd({
    title = 'matrix',
    command = 'anyport.matrix',
    arguments = { { uri = vim.uri_from_bufnr(buffer) } },
  }, { bufnr = buffer }, function(err, result)
    answer = err or result
  end)
end

matrix()
check('progress begins', wait(function() return token ~= nil end))
client:notify('window/workDoneProgress/cancel', { token = token })
check('it is cancelled', wait(function() return answer ~= nil end) and answer.cancelled == true, vim.inspect(answer))
check('no report is opened', #opened == 0)

matrix()
wait(function() return answer ~= nil end)
check('the result arrives', answer and vim.deep_equal(answer.failed, { 'windows/amd64' }), vim.inspect(answer))
check('what was predicted is what came', answer and answer.disagreements == 0)
check('progress was shown to the end', progress[1] == 'begin' and progress[#progress] == 'end', table.concat(progress, ' '))
local function confirmed()
  return vim.tbl_filter(function(it) return it.source == 'anyport matrix' end, vim.diagnostic.get(buffer))
end
wait(function() return #confirmed() == 1 end)
local diagnostic = confirmed()[1] or {}
check('the error is a diagnostic', diagnostic.message == 'confirmed on windows/amd64: undefined: stop', diagnostic.message)
check('it stands beside the prediction', #vim.diagnostic.get(buffer) == 2 and diagnostic.code == 'unavailable-symbol')
check('the report is opened', wait(function() return #opened == 1 end) and opened[1] == answer.report, opened[1])

vim.cmd('LspAnyportReport')
check('the report is opened again', wait(function() return #opened == 2 end) and opened[2] == opened[1])
vim.cmd('LspAnyportInspect')
check('what was built is shown', wait(function() return #opened == 3 end) and opened[3] == opened[1] .. '#programs')
vim.cmd('LspAnyportInspect ' .. vim.fn.fnameescape(vim.env.ANYPORT_BINARY))
check('a binary is opened', wait(function() return #opened == 4 end) and opened[4]:find('inspection.html', 1, true) ~= nil)
local page = table.concat(vim.fn.readfile(vim.uri_to_fname(opened[4])), '\n')
check('its page tells what it needs', page:find('libc.so.6', 1, true) ~= nil)
vim.cmd('LspAnyportExplain unavailable-symbol')
check('a page is shown', wait(function()
  return vim.api.nvim_buf_get_name(0):find('unavailable-symbol.md', 1, true) ~= nil
end))

for _, it in ipairs(vim.lsp.get_clients()) do
  it:stop()
end
check('the server ends', wait(function() return #vim.lsp.get_clients() == 0 end))
os.exit(failed and 1 or 0)
