-- First of the embedded engine's filters: settles which content belongs to the format and what the title is,
-- so that the project's own filter sees the blocks that remain.

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

return {
  { Div = condition, Span = condition },
  { Pandoc = shift_headings },
}
