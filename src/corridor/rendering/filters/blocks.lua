-- Callouts, side-by-side layout and tabs, which the embedded engine gives in Quarto's stead.

local here = pandoc.path.directory(PANDOC_SCRIPT_FILE)
package.path = here .. "/?.lua;" .. package.path
local common = require("common")
local html, fault, raw, escaped = common.html, common.fault, common.raw, common.escaped

local CALLOUTS = {
  note = { "Note", "#2a5f9e" }, tip = { "Tip", "#2f7a4f" }, important = { "Important", "#a3262a" },
  warning = { "Warning", "#a86a00" }, caution = { "Caution", "#b4500f" },
}

-- What may hold headings stays a div: headings between raw tags would begin sections that the tags cut through.
local function callout(div, kind)
  local title, titled = pandoc.Inlines({ pandoc.Str(CALLOUTS[kind][1]) }), true
  local body = div.content
  if div.attributes.title then
    title = pandoc.utils.blocks_to_inlines(pandoc.read(div.attributes.title, "markdown").blocks)
  elseif body[1] and body[1].t == "Header" then
    title = body[1].content
    body:remove(1)
  else
    titled = false
  end
  if html and titled then
    -- A colour alone does not tell the kind to someone who listens.
    title:insert(1, pandoc.RawInline("html", '<span class="screen-reader-only">' .. CALLOUTS[kind][1] .. "</span> "))
  end
  local out = pandoc.Blocks({})
  if html then
    local collapse = div.attributes.collapse
    local tag = collapse and "details" or "div"
    local head = collapse and "summary" or "div"
    local role = collapse and (collapse == "false" and " open" or "") or ' role="note"'
    local id = div.identifier ~= "" and ' id="' .. escaped(div.identifier) .. '"' or ""
    out:insert(raw("<" .. tag .. id .. ' class="callout callout-' .. kind .. '"' .. role .. ">"))
    out:extend({ raw("<" .. head .. ' class="callout-header">'), pandoc.Plain(title), raw("</" .. head .. ">") })
    out:insert(pandoc.Div(body, pandoc.Attr("", { "callout-body" })))
    out:insert(raw("</" .. tag .. ">"))
    return out
  end
  out:extend({ raw("#callout(title: ["), pandoc.Plain(title), raw("], body: [") })
  out:extend(body)
  out:insert(raw('], icon_color: rgb("' .. CALLOUTS[kind][2] .. '"))'))
  return out
end

local function layout(div)
  local columns = tonumber(div.attributes["layout-ncol"])
  if not columns or columns < 1 or columns > 4 or columns % 1 ~= 0 then
    fault("layout-ncol", "layout-ncol must be a whole number from 1 to 4", "write layout-ncol=2")
    columns = 1
  end
  local out = pandoc.Blocks({})
  if html then
    for _, block in ipairs(div.content) do out:insert(pandoc.Div({ block }, pandoc.Attr("", { "layout-cell" }))) end
    return pandoc.Div(out, pandoc.Attr("", { "layout", "layout-" .. math.tointeger(columns) }))
  end
  columns = math.tointeger(columns)
  for first = 1, #div.content, columns do
    local last = math.min(first + columns - 1, #div.content)
    out:insert(raw("#grid(columns: (" .. ("1fr, "):rep(last - first + 1) .. "), gutter: 1em, rows: 1,"))
    for at = first, last do
      out:extend({ raw("rect(stroke: none, width: 100%)["), div.content[at], raw("],") })
    end
    out:insert(raw(")"))
  end
  return out
end

-- A tab's title is no heading on screen: it would begin a section across the tabs, and Quarto makes it a button.
local function tab_title(header)
  return { pandoc.Div({ pandoc.Plain(header.content) }, pandoc.Attr("", { "tab-title" })) }
end

local function tabset(div)
  local first = div.content[1]
  if not first or first.t ~= "Header" then
    fault("panel-tabset", "a tabset must begin with a heading", "give each tab a heading")
    return div.content
  end
  local tabs = pandoc.Blocks({})
  for _, block in ipairs(div.content) do
    if block.t == "Header" and block.level == first.level then
      tabs:insert(pandoc.Div(html and tab_title(block) or { block }, pandoc.Attr("", { "tab" })))
    else
      tabs[#tabs].content:insert(block)
    end
  end
  return pandoc.Div(tabs, pandoc.Attr("", { "panel-tabset" }))
end

local function division(div)
  local class = div.classes:find_if(function(name) return name:match("^callout%-") ~= nil end)
  local kind = class and class:match("^callout%-(%a+)$")
  if kind and CALLOUTS[kind] then return callout(div, kind) end
  if div.attributes["layout-ncol"] then return layout(div) end
  if div.classes:includes("panel-tabset") then return tabset(div) end
end

local function speak(meta)
  for kind, shown in pairs(CALLOUTS) do shown[1] = common.word(meta, "callout-" .. kind .. "-title", shown[1]) end
end

return { { Meta = speak }, { traverse = "topdown", Div = division } }
