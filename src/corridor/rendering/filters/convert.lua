-- Conversions one after the other in one process, as `pandoc` does one in each: a job is a line of JSON from standard
-- input, its answer a line of JSON to standard output. No job sees anything of those before it.

-- As the program itself sets them.
local READING = { standalone = true, columns = 72 }

local function restorer(kept)
  local values = {}
  for key, value in pairs(kept) do values[key] = value end
  return function()
    for key in pairs(kept) do
      if values[key] == nil then kept[key] = nil end
    end
    for key, value in pairs(values) do kept[key] = value end
  end
end

-- A page is written in one format after another, and read once.
local last = {}

local function read(job)
  if job.text ~= last.text or job.reader ~= last.reader then
    last = { text = job.text, reader = job.reader }
    last.messages, last.doc = pandoc.log.silence(pandoc.read, job.text, job.reader, READING)
  end
  return last.doc:clone(), last.messages
end

-- Values of the project, the format and the page are Markdown, whose front matter JSON is, too. Those of a metadata
-- block in the text go before them.
local function with_metadata(doc, job)
  local given = pandoc.read("---\n" .. job.metadata .. "\n---\n", job.reader, READING).meta
  for key, value in pairs(doc.meta) do given[key] = value end
  doc.meta = given
  return doc
end

local function writer_options(job)
  local options = { variables = pandoc.json.decode(job.variables, false), wrap_text = "none" }
  for key, value in pairs(job.options) do options[key] = value end
  local text = pandoc.system.read_file(job.template)
  options.template = pandoc.template.compile(text, job.template)
  return pandoc.WriterOptions(options)
end

local function converted(job)
  local doc, messages = read(job)
  doc = with_metadata(doc, job)
  -- For filters that need not look for what is not there.
  SOURCE = job.text .. job.metadata
  FORMAT, PANDOC_WRITER_OPTIONS = job.writer:match("^%w+"), writer_options(job)
  for _, path in ipairs(job.filters) do
    -- A filter's own names are its own; what it requires looks at the format of the job.
    package.loaded.common, PANDOC_SCRIPT_FILE = nil, path
    doc = pandoc.utils.run_lua_filter(doc, path, setmetatable({}, { __index = _G }))
  end
  if job.citeproc then doc = pandoc.utils.citeproc(doc) end
  return pandoc.write(doc, job.writer, PANDOC_WRITER_OPTIONS), messages
end

local function answer(job)
  local done, text, read_with
  local messages = pandoc.log.silence(function()
    done, text, read_with = pcall(pandoc.system.with_working_directory, job.folder, function() return converted(job) end)
  end)
  if not done then return { fault = tostring(text) } end
  local log = pandoc.List({})
  for _, told in ipairs({ read_with, messages }) do
    for _, message in ipairs(told) do log:insert(pandoc.json.decode(pandoc.json.encode(message), false)) end
  end
  return { text = text, log = log }
end

local again = { restorer(package.loaded), restorer(_G) }
for line in io.lines() do
  io.write(pandoc.json.encode(answer(pandoc.json.decode(line, false))), "\n")
  io.flush()
  for _, restore in ipairs(again) do restore() end
end
