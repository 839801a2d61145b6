-- Given to Quarto when it renders a part of a project: links to pages outside the part, which Quarto does not know
-- then, are written as it would write them.

local function exists(path)
  local file = io.open(path, "rb")
  if file then file:close() end
  return file ~= nil
end

function Link(link)
  local path, anchor = link.target:match("^([^#?]*)(.*)$")
  if path:match("%.qmd$") and not path:match("^%a+:") and exists(path) then
    link.target = path:gsub("%.qmd$", ".html") .. anchor
    return link
  end
end
