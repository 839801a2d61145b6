-- The project's own divs and spans, for both rendering engines: key figures, findings, measures, source notes,
-- exhibits, the summary, matrices, links of figures, and links in print. In print it also sets the grid of a page:
-- a section's heading stands beside its text, charts and tables take the full width.

local TEXT = {
  figures = "The figures of this document, one row each",
  ledger = "What each figure rests on: rows, vintages, checks, notebook",
  newest = "The newest edition",
  table = "Table",
}

local html = FORMAT:match("^html") ~= nil
local typst = FORMAT == "typst"

local function raw(text)
  return pandoc.RawBlock(html and "html" or "typst", text)
end

local function raw_inline(text)
  return pandoc.RawInline(html and "html" or "typst", text)
end

local function escaped(text)
  return (text:gsub("&", "&amp;"):gsub('"', "&quot;"):gsub("<", "&lt;"):gsub(">", "&gt;"))
end

local function has(element, class)
  return element.classes:includes(class)
end

-- key figures -----------------------------------------------------------------------------------------------

local PARTS = { "label", "number", "note" }

local function paragraphs(div)
  local parts = pandoc.List({})
  for _, block in ipairs(div.content) do
    if block.t == "Para" or block.t == "Plain" then parts:insert(block.content) end
  end
  if #parts ~= #div.content or #parts < 2 or #parts > 3 then
    error("corridor|.key-figure|a .key-figure holds " .. #div.content .. " blocks|write two or three paragraphs: label, figure, note")
  end
  return parts
end

local function key_figure_html(parts)
  local out = pandoc.Blocks({ raw('<div class="key-figure">') })
  for at, inlines in ipairs(parts) do
    local tag = at == 1 and "dt" or "dd"
    out:extend({ raw("<" .. tag .. ' class="key-' .. PARTS[at] .. '">'), pandoc.Plain(inlines), raw("</" .. tag .. ">") })
  end
  out:insert(raw("</div>"))
  return out
end

local function key_figure_typst(parts)
  local out = pandoc.Inlines({ raw_inline("(") })
  for at, inlines in ipairs(parts) do
    out:insert(raw_inline(PARTS[at] .. ": ["))
    out:extend(inlines)
    out:insert(raw_inline("], "))
  end
  out:insert(raw_inline("), "))
  return pandoc.Blocks({ pandoc.Plain(out) })
end

local function key_figures(div)
  local out = pandoc.Blocks({ raw(html and '<dl class="key-figures">' or "#key-figures(") })
  for _, cell in ipairs(div.content) do
    if cell.t ~= "Div" or not has(cell, "key-figure") then
      error("corridor|.key-figures|a .key-figures row holds something else than .key-figure divs|put each in its own div")
    end
    out:extend(html and key_figure_html(paragraphs(cell)) or key_figure_typst(paragraphs(cell)))
  end
  out:insert(raw(html and "</dl>" or ")"))
  return out
end

-- matrices --------------------------------------------------------------------------------------------------

-- Fill and ink of the seven steps of the sequential scale; the style sheet holds the same colours for the screen.
local STEPS = {
  q0 = { "#f5f8f8", "#1b2733" }, q1 = { "#e4f0f2", "#1b2733" }, q2 = { "#c2dde2", "#1b2733" },
  q3 = { "#97c5cd", "#1b2733" }, q4 = { "#63a5b2", "#1b2733" }, q5 = { "#2a7f90", "#ffffff" },
  q6 = { "#0a4a59", "#ffffff" },
}

local function step_of(span)
  for class in pairs(STEPS) do
    if has(span, class) then return class end
  end
end

local function shaded(cell)
  local first = cell.contents[1]
  local span = first and #cell.contents == 1 and first.content and #first.content == 1 and first.content[1]
  local class = span and span.t == "Span" and step_of(span)
  if not class then return end
  if html then
    cell.attr.classes:insert(class)
    first.content = span.content
  else
    cell.attr.attributes["typst:fill"] = 'rgb("' .. STEPS[class][1] .. '")'
    first.content = pandoc.Inlines({ raw_inline('#text(fill: rgb("' .. STEPS[class][2] .. '"))[') })
    first.content:extend(span.content)
    first.content:insert(raw_inline("]"))
  end
end

local function matrix(element)
  return element:walk({ Table = function(grid)
    for _, body in ipairs(grid.bodies) do
      body.row_head_columns = 1
      for _, row in ipairs(body.body) do
        for _, cell in ipairs(row.cells) do shaded(cell) end
      end
    end
    return grid, false
  end })
end

-- other divs ------------------------------------------------------------------------------------------------

-- Function of the printed theme for each class, and the space around its block there.
local WRAPPED = {
  finding = { "finding", "0mm", "1.9mm" }, measure = { "measure-line", "1.9mm", "2.4mm" },
  ["source-note"] = { "source-note", "1.8mm", "0mm" }, lead = { "lead", "6mm", "6mm" },
  exhibit = { "exhibit", "5mm", "6mm" }, wide = { "wide", "3mm", "3mm" }, matrix = { "matrix", "3mm", "3mm" },
  small = { "small-print", "2.6mm", "2.6mm" },
}

-- An exhibit stays on one page unless it holds a table that is too long for that.
local ROWS_KEPT_TOGETHER = 16

local function has_long_table(div)
  local long = false
  div:walk({ Table = function(grid)
    local rows = 0
    for _, body in ipairs(grid.bodies) do rows = rows + #body.body end
    long = long or rows > ROWS_KEPT_TOGETHER
  end })
  return long
end

-- It stays one block, so that it is one cell of a layout. A block that sticks keeps to the one after it.
local function wrapped(div, rule, class)
  local sticks = class == "finding" or class == "measure"
  local out = pandoc.Blocks({ raw("#" .. rule[1] .. "[") })
  out:extend(div.content)
  out:insert(raw("]"))
  local box = pandoc.Div(out)
  box.attributes["typst:above"], box.attributes["typst:below"] = rule[2], rule[3]
  box.attributes["typst:width"] = "100%"
  if sticks then box.attributes["typst:sticky"] = "true" end
  if class == "exhibit" and not has_long_table(div) then box.attributes["typst:breakable"] = "false" end
  return box
end

local function division(div)
  if has(div, "key-figures") then return key_figures(div), false end
  if has(div, "matrix") then div = matrix(div) end
  if typst then
    for class, rule in pairs(WRAPPED) do
      if has(div, class) then return wrapped(div, rule, class) end
    end
  end
  return div
end

-- pictures and formulas in print ----------------------------------------------------------------------------

-- Typst knows no pixels; there are 96 of them to the inch, and 72 points.
local function sized(image)
  for _, side in ipairs({ "width", "height" }) do
    local pixels = tonumber((image.attributes[side] or ""):match("^([%d.]+)px$") or (image.attributes[side] or ""):match("^([%d.]+)$"))
    if pixels then image.attributes[side] = tostring(pixels * 0.75) .. "pt" end
  end
  return image
end

local function quoted(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("%s+", " ") .. '"'
end

-- A formula needs a text alternative; its own source is one that people who use formulas can read.
local function formula(math)
  local written = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ math }) }), "typst"):gsub("%s+$", "")
  local block = math.mathtype == "DisplayMath" and "true" or "false"
  return raw_inline("#formula(" .. block .. ", " .. quoted(math.text) .. ", " .. written .. ".body)")
end

-- links -----------------------------------------------------------------------------------------------------

local function figure_link(link)
  if typst then return link.content end
  local open = '<a class="figure" data-figure="' .. escaped(link.attributes["data-figure"] or "") .. '" href="' .. escaped(link.target) .. '">'
  local out = pandoc.Inlines({ raw_inline(open) })
  out:extend(link.content)
  out:insert(raw_inline("</a>"))
  return out
end

local function visible_address(target)
  return (target:gsub("^https?://", ""):gsub("^mailto:", ""):gsub("/$", ""))
end

local function any_link(link)
  if has(link, "figure") then return figure_link(link), false end
  if not typst then return nil end
  -- Paper leads to no place on the page and to no file beside it.
  if not link.target:match("^%a[%w+.-]*:") then return link.content end
end

-- Print cannot be clicked: an address that the text does not show goes to the foot of the page.
local function noted_link(link)
  if not link.target:match("^https?://") then return nil end
  local address = visible_address(link.target)
  local text = pandoc.utils.stringify(link.content)
  if text == address or text == link.target then return nil end
  return pandoc.Inlines({ link, pandoc.Note({ pandoc.Plain({ pandoc.Str(address) }) }) }), false
end

local function leave()
  return nil, false
end

local NOTES = { traverse = "topdown", Link = noted_link, Table = leave, Figure = leave, Header = leave, Note = leave }

-- the grid of a printed page --------------------------------------------------------------------------------

local PROSE = { Para = true, BulletList = true, OrderedList = true, BlockQuote = true, DefinitionList = true, LineBlock = true }

local function only_image(block)
  return block.t == "Para" and #block.content == 1 and block.content[1].t == "Image"
end

local function is_text(block)
  if block == nil then return false end
  if block.t == "Div" then return has(block, "small") end
  return PROSE[block.t] and not only_image(block)
end

local function least_level(blocks)
  local least = 7
  for _, block in ipairs(blocks) do
    if block.t == "Header" then least = math.min(least, block.level) end
  end
  return least
end

local function grid(doc)
  local least, out, at = least_level(doc.blocks), pandoc.Blocks({}), 1
  local blocks = doc.blocks
  while at <= #blocks do
    local block, after = blocks[at], blocks[at + 1]
    if block.t == "Header" and block.level == least and is_text(after) then
      local whole = after.t == "Para" and "true" or "false"
      out:extend({ raw("#section-start(whole: " .. whole .. ", ["), block, raw("], ["), after, raw("])") })
      at = at + 2
    elseif block.t == "Header" and block.level > least and is_text(after) then
      out:extend({ raw("#body-text["), block, after, raw("]") })
      at = at + 2
    elseif block.t == "Header" and block.level == least then
      out:extend({ raw("#section-title["), block, raw("]") })
      at = at + 1
    elseif is_text(block) then
      out:extend({ raw("#body-text["), block, raw("]") })
      at = at + 1
    else
      out:insert(block)
      at = at + 1
    end
  end
  doc.blocks = out
  return doc
end

-- What the embedded engine's pages have by themselves: boxes that open for a link, drafts kept out of search engines.
local function keep_out(meta)
  if html and quarto and quarto.doc and meta.corridor and meta.corridor.draft then
    quarto.doc.include_text("in-header", '<meta name="robots" content="noindex">')
  end
end

-- files that go along with a page ---------------------------------------------------------------------------

-- Folder of the page, as this filter finds it and as a printed document names it, and the project's folder.
local function places(meta)
  if quarto and quarto.doc then
    return pandoc.path.directory(quarto.doc.input_file), "", quarto.project.directory
  end
  local dir = meta.engine and pandoc.utils.stringify(meta.engine["page-dir"]) or "."
  return dir, dir == "." and "/" or "/" .. dir .. "/", "."
end

local function content_of(path)
  local file = io.open(path, "r")
  if not file then return end
  local text = file:read("a")
  file:close()
  return text
end

-- What machines read of the page, in its head; the embedded engine's page template has a place for it.
local function linked_data(meta)
  if not (html and quarto and quarto.doc and quarto.project.directory) then return end
  local folder, _, root = places(meta)
  local own = pandoc.path.make_relative(folder, root)
  local text = content_of(pandoc.path.join({ root, "linked-data", own, "index.jsonld" }))
  local first = pandoc.path.filename(quarto.doc.input_file) == "index.qmd"
  if text and first then
    quarto.doc.include_text("in-header", '<script type="application/ld+json">' .. text:gsub("%s+$", "") .. "</script>")
  end
end

-- What shows a page where a link to it is shared: title, sentence, picture. Addresses are whole where `_quarto.yml` has a
-- `site-url`, and as seen from the page where not.
local function attribute(text)
  return '"' .. escaped(text):gsub("'", "&#39;") .. '"'
end

local function text_of(value)
  return value and pandoc.utils.stringify(value) or ""
end

-- Path of the page in the project: "briefs/jpn/index.html"
local function own_path(meta)
  local folder, _, root = places(meta)
  if quarto and quarto.doc then
    local path = pandoc.path.make_relative(quarto.doc.input_file, root)
    return (path:gsub("\\", "/"):gsub("%.%w+$", ".html"))
  end
  return text_of(meta.engine and meta.engine["page-path"])
end

-- Path in the project of what a page names as seen from itself.
local function from_page(own, path)
  local parts = pandoc.List({})
  for part in (own:gsub("[^/]*$", "") .. path):gmatch("[^/]+") do
    if part == ".." then parts:remove() elseif part ~= "." then parts:insert(part) end
  end
  return table.concat(parts, "/")
end

local function sharing(meta)
  if not html then return end
  local corridor, own = meta.corridor or {}, own_path(meta)
  local address, picture = text_of(corridor.address), text_of(meta.image)
  if picture == "" and text_of(corridor.picture) ~= "" then
    -- Quarto takes a file that the project names as seen from the page; the way up is ours.
    local named = text_of(corridor.picture):gsub("^[./]+", "")
    picture = own:gsub("[^/]*$", ""):gsub("[^/]+", "..") .. named
  end
  local lines = pandoc.List({})
  local function say(kind, name, content)
    if content ~= "" then lines:insert("<meta " .. kind .. "=" .. attribute(name) .. " content=" .. attribute(content) .. ">") end
  end
  say("property", "og:type", "article")
  local title, subtitle = text_of(meta.title), meta.report and text_of(meta.subtitle) or ""
  say("property", "og:title", subtitle ~= "" and title .. ": " .. subtitle or title)
  say("property", "og:description", text_of(meta.description))
  say("property", "og:site_name", text_of(corridor.series))
  say("property", "og:locale", text_of(meta.lang))
  if address ~= "" and own ~= "" then
    local here = address .. own:gsub("index%.html$", "")
    lines:insert('<link rel="canonical" href=' .. attribute(here) .. ">")
    say("property", "og:url", here)
    if picture ~= "" then picture = address .. from_page(own, picture) end
  end
  say("property", "og:image", picture)
  say("property", "og:image:alt", picture ~= "" and text_of(meta["image-alt"]) or "")
  say("name", "twitter:card", picture ~= "" and "summary_large_image" or "summary")
  -- Translations of the page: `alternates` maps a language to an address, as seen from the page.
  local languages = pandoc.List({})
  for language in pairs(meta.alternates or {}) do languages:insert(language) end
  languages:sort()
  for _, language in ipairs(languages) do
    local target = text_of(meta.alternates[language])
    lines:insert('<link rel="alternate" hreflang=' .. attribute(language) .. " href=" .. attribute(target) .. ">")
  end
  if text_of(corridor.edition) ~= "" then
    -- The site's own file, outside of the edition: it knows of editions that came later.
    lines:insert("<script defer src=" .. attribute((own:gsub("[^/]+", "..")) .. "/newest.js") .. "></script>")
  end
  if quarto and quarto.doc then
    quarto.doc.include_text("in-header", table.concat(lines, "\n"))
  else
    meta.sharing = pandoc.MetaInlines({ pandoc.RawInline("html", table.concat(lines, "\n")) })
    return meta
  end
end

-- What a printed document carries along, so that it stays traceable wherever it is sent.
local CARRIED = {
  { "figures.csv", "text/csv", "data", TEXT.figures },
  { "ledger.json", "application/json", "supplement", TEXT.ledger },
}

local function carry(doc)
  local folder, named = places(doc.meta)
  for at = #CARRIED, 1, -1 do
    local name, kind, relation, told = table.unpack(CARRIED[at])
    if content_of(pandoc.path.join({ folder, name })) then
      doc.blocks:insert(1, raw('#attached("/' .. name .. '", read("' .. named .. name .. '", encoding: none), relationship: "'
        .. relation .. '", mime-type: "' .. kind .. '", description: ' .. quoted(told) .. ')'))
    end
  end
  return doc
end

-- A page that names a script of the theme gets it under Quarto too, but for the search, which Quarto brings itself.
local function own_script(meta)
  local name = meta.report and text_of(meta.report.script) or ""
  if not (html and quarto and quarto.doc) or name == "" or name == "search" then return end
  quarto.doc.add_html_dependency({
    name = "corridor-" .. name,
    scripts = { { path = quarto.utils.resolve_path(name .. ".js"), afterBody = true } },
    stylesheets = { quarto.utils.resolve_path(name .. ".css") },
  })
end

-- Without a script, too, every page leads to the newest edition, whichever that comes to be. Quarto puts this below its
-- footer, where a line that is in no landmark would be passed over by who goes from one to the next.
local function newest_line(meta)
  if not (html and quarto and quarto.doc) or text_of(meta.corridor and meta.corridor.edition) == "" then return end
  local up = own_path(meta):gsub("[^/]+", "..")
  quarto.doc.include_text("after-body", '<aside><p class="newest-line"><a href="' .. up .. '/../latest/index.html">' .. escaped(TEXT.newest) .. '</a></p></aside>')
end

if html and quarto and quarto.doc then
  local resolved = quarto.utils.resolve_path

  local function beside(names)
    local there = {}
    for _, name in ipairs(names) do
      if content_of(resolved(name)) then table.insert(there, { name = name, path = resolved(name) }) end
    end
    return there
  end

  quarto.doc.add_html_dependency({
    name = "corridor",
    scripts = { resolved("reveal.js"), resolved("panel.js"), resolved("charts.js") },
    stylesheets = { resolved("panel.css"), resolved("charts.css") },
    -- What charts.js loads from beside itself, when a chart comes into view.
    resources = beside({ "charts-png.js", "charts-view.js", "vega.js" }),
  })
end

-- A table that is wider than a phone scrolls by itself, as the embedded engine's do.
local SCROLLING = {
  traverse = "topdown",
  Table = function(element)
    -- As pairs: the keys of a Lua table come in any order.
    local told = { { "role", "group" }, { "tabindex", "0" }, { "aria-label", TEXT.table } }
    local around = pandoc.Attr("", { "table-scroll" }, told)
    return pandoc.Div({ element }, around), false
  end,
}

local filters = {
  { Meta = keep_out },
  { Meta = linked_data },
  { Meta = sharing },
  { Meta = own_script },
  { Meta = newest_line },
  { traverse = "topdown", Link = any_link },
  { traverse = "topdown", Div = division },
}
if html then
  -- A picture that is far below is loaded when a reader comes near.
  table.insert(filters, { Image = function(image) image.attributes.loading = "lazy" return image end })
end
if html and quarto and quarto.doc then table.insert(filters, SCROLLING) end
if typst then
  table.insert(filters, 1, { Pandoc = grid })
  table.insert(filters, 1, NOTES)
  table.insert(filters, { Image = sized, Math = formula })
  table.insert(filters, { Pandoc = carry })
end
return filters
