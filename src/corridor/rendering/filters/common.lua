-- What the embedded engine's filters share. Faults are logged as warnings of the form
-- "corridor|text to look for|what is wrong|what to do"; the engine turns them into errors with a line.

local common = { html = FORMAT:match("^html") ~= nil }

function common.fault(needle, message, todo)
  local parts = { needle, message, todo or "" }
  for at, part in ipairs(parts) do parts[at] = part:gsub("|", " ") end
  pandoc.log.warn("corridor|" .. table.concat(parts, "|"))
end

function common.raw(text)
  return pandoc.RawBlock(common.html and "html" or "typst", text)
end

function common.quoted(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("%s+", " ") .. '"'
end

function common.escaped(text)
  return (text:gsub("&", "&amp;"):gsub('"', "&quot;"):gsub("<", "&lt;"):gsub(">", "&gt;"))
end

-- A word that engines write of themselves, in the language of the page; `default` is it in English.
function common.word(meta, key, default)
  local words = meta.engine and meta.engine.words
  return words and words[key] and pandoc.utils.stringify(words[key]) or default
end

return common
