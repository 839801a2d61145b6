-- Given to Quarto when it renders a part of a project: links to pages outside the part, which Quarto does not know
-- then, are written as it would write them: by way of the project's folder.

local offset = quarto.project.offset or "."
local project = quarto.project.directory
local folder = pandoc.path.make_relative(pandoc.path.directory(quarto.doc.input_file), project)

local function exists(path)
  local file = io.open(path, "rb")
  if file then file:close() end
  return file ~= nil
end

-- A path from the project's folder without "." and ".."; nil if it leads out of the project.
local function settled(path)
  local parts = {}
  for part in path:gmatch("[^/\\]+") do
    if part == ".." then
      if #parts == 0 then return nil end
      table.remove(parts)
    elseif part ~= "." then
      table.insert(parts, part)
    end
  end
  return table.concat(parts, "/")
end

function Link(link)
  local path, anchor = link.target:match("^([^#?]*)(.*)$")
  if not path:match("%.qmd$") or path:match("^%a+:") then return nil end
  local target = settled(path:match("^/") and path or folder .. "/" .. path)
  if target and exists(project .. "/" .. target) then
    link.target = offset .. "/" .. target:gsub("%.qmd$", ".html") .. anchor
    return link
  end
end
