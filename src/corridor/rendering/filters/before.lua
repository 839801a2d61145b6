-- First of the embedded engine's filters: settles which content belongs to the format and what the title is,
-- so that the project's own filter sees the blocks that remain, and refuses what only Quarto gives.

local here = pandoc.path.directory(PANDOC_SCRIPT_FILE)
package.path = here .. "/?.lua;" .. package.path
local fault = require("common").fault

-- Classes and attributes to which Quarto gives a meaning of its own wherever they stand.
local CLASSES = { aside = true, appendix = true, lightbox = true, ["margin-caption"] = true, ["margin-ref"] = true }
local ATTRIBUTES = {}
for name in ([[when-profile unless-profile when-meta unless-meta layout layout-nrow layout-valign layout-align
  fig-subcap tbl-subcap lst-cap group lightbox filename code-annotations]]):gmatch("%S+") do
  ATTRIBUTES[name] = true
end

-- Whether an element of the page can have one of them: to look at each takes as long as half the reading of it.
local function written_anywhere()
  for class in pairs(CLASSES) do
    if SOURCE:find(class, 1, true) then return true end
  end
  for name in pairs(ATTRIBUTES) do
    if SOURCE:find("[%s{]" .. name:gsub("%-", "%%-") .. "%s*=") then return true end
  end
  return SOURCE:find("column-", 1, true) ~= nil
end

local function refuse(element)
  for _, class in ipairs(element.classes) do
    if CLASSES[class] or class:match("^column%-") then
      fault("." .. class, "the class ." .. class .. " is not supported", "use a construct of the table")
    end
  end
  for name in pairs(element.attributes) do
    if ATTRIBUTES[name] then
      fault(name .. "=", "the attribute " .. name .. " is not supported", "use a construct of the table")
    end
  end
end

-- A row of colons that is left in the text opens no div: something in its line is not as it must be.
local function refuse_colons(block)
  if not pandoc.utils.stringify(block):find(":::", 1, true) then return nil end
  for at, inline in ipairs(block.content) do
    if inline.t == "Str" and inline.text:match("^:::+$") then
      local next = block.content[at + 2]
      local needle = next and next.t == "Str" and next.text or inline.text
      fault(needle, "the line of a div cannot be read", "write it as ::: {.class name=\"value\"} after an empty line")
      return nil
    end
  end
end

local function is_format(name)
  if name == "pdf" then name = "typst" end
  if name == "html" then return FORMAT:match("^html") ~= nil end
  return FORMAT:match("^" .. name) ~= nil
end

local function shown(div)
  local show = true
  local when, unless = div.attributes["when-format"], div.attributes["unless-format"]
  if when then show = is_format(when) end
  if unless then show = show and not is_format(unless) end
  if div.classes:includes("content-hidden") then show = not show end
  return show
end

local function condition(element)
  if element.classes:includes("content-visible") or element.classes:includes("content-hidden") then
    if shown(element) then return element.content end
    return {}
  end
end

-- The PDF's headings start at level one, as the tagged structure demands: beside a title the page's own begin at two.
local function shift_headings(doc)
  if FORMAT ~= "typst" then return doc end
  local first = false
  doc:walk({ Header = function(header) first = first or header.level == 1 end })
  if first then return doc end
  return doc:walk({ Header = function(header)
    header.level = header.level - 1
    return header
  end })
end

local refusing = { Para = refuse_colons, Plain = refuse_colons }
if written_anywhere() then
  for _, kind in ipairs({ "Span", "Header", "Image", "CodeBlock", "Link", "Div" }) do refusing[kind] = refuse end
end

return {
  refusing,
  { Div = condition, Span = condition },
  { Pandoc = shift_headings },
}
