-- Numbered figures, tables and sections, references to them and links between pages, which the embedded engine
-- gives in Quarto's stead.

local here = pandoc.path.directory(PANDOC_SCRIPT_FILE)
package.path = here .. "/?.lua;" .. package.path
local common = require("common")
local html, fault, raw, escaped = common.html, common.fault, common.raw, common.escaped
local quoted = common.quoted
local page_dir, targets, counts = ".", {}, { fig = 0, tbl = 0 }
-- How a reference names its kind, and a caption.
local NAMES = { fig = "Figure", tbl = "Table", sec = "Section" }
local TITLES = { fig = NAMES.fig, tbl = NAMES.tbl }

local function kind_of(id)
  local kind = id:match("^(%a+)%-")
  return NAMES[kind] and kind or nil
end

-- At the start of a sentence a reference may begin with a capital: @Fig-chart.
local function target_of(id)
  local small = id:gsub("^%u", string.lower)
  return kind_of(small) and small or nil
end

local function exists(path)
  local file = io.open(path, "rb")
  if file then file:close() end
  return file ~= nil
end

local function joined(path)
  if page_dir == "." or page_dir == "" then return path end
  return page_dir .. "/" .. path
end

-- numbers ---------------------------------------------------------------------------------------------------

local function register(id, number)
  if id == "" then return end
  if targets[id] then fault("#" .. id, "the id " .. id .. " is given twice", "give each figure, table and section its own id") end
  targets[id] = number
end

-- The first level that is numbered: the second, for the title is the first, unless the page has a heading beside it.
local function top_level(doc)
  local top = 2
  doc:walk({ Header = function(header) top = math.min(top, header.level) end })
  return top
end

local function number_headings(doc)
  local least, at = top_level(doc), {}
  local numbered = doc.meta["number-sections"] == true
  return doc:walk({ Header = function(header)
    if header.classes:includes("unnumbered") then
      register(header.identifier, "")
      return nil
    end
    local depth = header.level - least + 1
    at[depth] = (at[depth] or 0) + 1
    for deeper = depth + 1, 6 do at[deeper] = nil end
    for above = 1, depth - 1 do at[above] = at[above] or 0 end
    local number = table.concat(at, ".")
    register(header.identifier, numbered and number or "")
    if html and numbered then
      header.content:insert(1, pandoc.Space())
      header.content:insert(1, pandoc.Span({ pandoc.Str(number) }, pandoc.Attr("", { "header-section-number" })))
      return header
    end
  end })
end

-- figures and tables ----------------------------------------------------------------------------------------

local function caption_inlines(caption)
  local inlines = pandoc.utils.blocks_to_inlines(caption.long or pandoc.Blocks({}))
  while #inlines > 0 and inlines[1].t == "Space" do inlines:remove(1) end
  return inlines
end

local function numbered_caption(kind, id, inlines)
  if not html or id == "" then return inlines end
  local label = TITLES[kind] .. "\u{a0}" .. counts[kind]
  local out = pandoc.Inlines({ pandoc.Span({ pandoc.Str(label) }, pandoc.Attr("", { "caption-label" })) })
  if #inlines > 0 then
    out:insert(pandoc.Str(":"))
    out:insert(pandoc.Space())
    out:extend(inlines)
  end
  return out
end

local function html_float(kind, id, caption, content, caption_first)
  local open = '<figure class="quarto-float quarto-float-' .. kind .. '"' .. (id ~= "" and ' id="' .. escaped(id) .. '"' or "") .. ">"
  local out = pandoc.Blocks({ raw(open) })
  local note = pandoc.Blocks({})
  if #caption > 0 then
    note:extend({ raw("<figcaption>"), pandoc.Plain(caption), raw("</figcaption>") })
  end
  if caption_first then out:extend(note) end
  out:extend(content)
  if not caption_first then out:extend(note) end
  out:insert(raw("</figure>"))
  return out
end

local function typst_float(kind, id, caption, content, position)
  local out = pandoc.Blocks({ raw("#figure([") })
  out:extend(content)
  if #caption > 0 then
    out:extend({ raw("], caption: figure.caption(position: " .. position .. ", ["), pandoc.Plain(caption), raw("]),") })
  else
    out:insert(raw("],"))
  end
  local numbering = id == "" and "numbering: none, " or ""
  local label = id == "" and "" or " <" .. id .. ">"
  out:insert(raw(numbering .. 'kind: "quarto-float-' .. kind .. '", supplement: ' .. quoted(TITLES[kind]) .. ')' .. label))
  return out
end

local function float(kind, id, caption, content)
  if id ~= "" then
    counts[kind] = counts[kind] + 1
    register(id, tostring(counts[kind]))
    if #caption == 0 then fault("#" .. id, id .. " has no caption", "write one: every figure and table needs it") end
  end
  caption = numbered_caption(kind, id, caption)
  if html then return html_float(kind, id, caption, content, kind == "tbl") end
  return typst_float(kind, id, caption, content, kind == "tbl" and "top" or "bottom")
end

local function typst_image(image)
  local width = image.attributes.width
  local size = width and ", width: " .. width or ""
  local path = image.src:match("^/") and image.src or "/" .. joined(image.src)
  return pandoc.RawInline("typst", "#box(image(" .. quoted(path) .. size .. ", alt: " .. quoted(pandoc.utils.stringify(image.caption)) .. "))")
end

-- The size a chart was drawn at keeps the page from jumping while it loads and lets wide charts scroll on a phone.
local function drawn_size(image)
  local file = not image.src:match("^data:") and image.src:match("%.svg$") and io.open(joined(image.src), "rb")
  if not file then return end
  local head = file:read(2000) or ""
  file:close()
  local tag = head:match("<svg[^>]*>") or ""
  local width, height = tag:match('%swidth="([%d.]+)"'), tag:match('%sheight="([%d.]+)"')
  if not width or not height or image.attributes.width then return end
  image.attributes.width, image.attributes.height = tostring(math.floor(width)), tostring(math.floor(height))
  if tonumber(width) > 480 then image.classes:insert("wide-picture") end
end

local function settled_image(image, caption)
  local src = image.src
  if src:match("^data:") then
    image.attributes["fig-alt"] = nil
    return html and image or typst_image(image)
  end
  if src:match("^%a[%w+.-]*:") then
    fault(src, "the picture " .. src .. " is on another host", "put the file beside the page")
  elseif not exists(joined(src)) then
    fault(src, "the picture " .. src .. " does not exist", "check its path, which is taken from the page's folder")
  end
  local alt = image.attributes["fig-alt"] or image.attributes["alt"]
  if not alt and not caption then alt = pandoc.utils.stringify(image.caption) end
  if not alt or alt:match("^%s*$") then
    fault(src, "the picture " .. src .. " has no text alternative", 'add fig-alt="…" that says kind, span, finding and extremes')
    alt = ""
  elseif caption and alt == pandoc.utils.stringify(caption) then
    fault(src, "the text alternative of " .. src .. " repeats its caption", "let it describe the picture")
  end
  image.attributes["fig-alt"], image.attributes["alt"] = nil, nil
  image.caption = pandoc.Inlines({ pandoc.Str(alt) })
  if not html then return typst_image(image) end
  image.attributes.alt = alt
  drawn_size(image)
  return image
end

-- A picture with the id of a figure and no caption is no figure to Pandoc.
local function lone_image(image)
  local id = image.identifier
  if kind_of(id) == "fig" then fault("#" .. id, id .. " has no caption", "write one, alone in its paragraph") end
  return settled_image(image), false
end

local function figure(element)
  local caption = caption_inlines(element.caption)
  local content = element.content:walk({ Image = function(image) return settled_image(image, caption), false end })
  return float("fig", element.identifier, caption, content), false
end

-- Widths from tbl-colwidths="[60,40]", in percent of the width of the page.
local function column_widths(element)
  local listed = element.attributes["tbl-colwidths"]
  if not listed then return end
  element.attributes["tbl-colwidths"] = nil
  local at = 0
  for number in listed:gmatch("[%d.]+") do
    at = at + 1
    if element.colspecs[at] then element.colspecs[at][2] = tonumber(number) / 100 end
  end
  if at ~= #element.colspecs then
    fault("tbl-colwidths", "tbl-colwidths names " .. at .. " widths for " .. #element.colspecs .. " columns", "give one for each column")
  end
end

local function table_float(element)
  local caption, id = caption_inlines(element.caption), element.identifier
  column_widths(element)
  element.caption, element.identifier = { long = {} }, ""
  -- The figure around it is ours.
  if not html then element.classes:insert("typst:no-figure") end
  local content = pandoc.Blocks({ element })
  if html then
    local label = pandoc.utils.stringify(caption)
    content = pandoc.Blocks({
      raw('<div class="table-scroll" role="group" tabindex="0" aria-label="' .. escaped(label == "" and TITLES.tbl or label) .. '">'),
      element, raw("</div>"),
    })
  end
  content = content:walk({ Image = function(image) return settled_image(image), false end })
  if #caption == 0 and id == "" then return content, false end
  return float("tbl", id, caption, content), false
end

-- references ------------------------------------------------------------------------------------------------

-- A prefix stands in place of the kind: [Chart @fig-a] becomes Chart 1.
local function reference(id, bare, prefix)
  local kind, number = kind_of(id), targets[id]
  if not number then
    fault("@" .. id, "the reference @" .. id .. " leads nowhere", "give a figure, table or heading the id " .. id)
    return pandoc.Str("?")
  end
  if number == "" then
    fault("@" .. id, "the reference @" .. id .. " names a heading without a number", "set number-sections: true and leave it numbered")
  end
  local name = #prefix > 0 and pandoc.utils.stringify(prefix) or NAMES[kind]
  if html then
    local text = bare and number or name .. "\u{a0}" .. number
    return pandoc.Link({ pandoc.Str(text) }, "#" .. id, "", pandoc.Attr("", { "quarto-xref" }))
  end
  local supplement = bare and "none" or "[" .. name .. "]"
  return pandoc.RawInline("typst", "#ref(<" .. id .. ">, supplement: " .. supplement .. ")")
end

local function cite(element)
  local out, others = pandoc.Inlines({}), pandoc.List({})
  for _, citation in ipairs(element.citations) do
    local target = target_of(citation.id)
    if target then
      if #out > 0 then out:extend({ pandoc.Str(","), pandoc.Space() }) end
      out:insert(reference(target, citation.mode == "SuppressAuthor", citation.prefix))
      out:extend(citation.suffix)
    else
      others:insert(citation)
    end
  end
  if #out == 0 then return nil end
  if #others > 0 then
    fault("@" .. others[1].id, "a citation and a cross-reference share one bracket", "write them in two")
  end
  return out
end

-- links -----------------------------------------------------------------------------------------------------

local function link(element)
  local path, anchor = element.target:match("^([^#?]*)(.*)$")
  if path:match("%.qmd$") and not path:match("^%a+:") then
    if not exists(joined(path)) then
      fault(element.target, "the link to " .. path .. " leads to no page", "check its path, which is taken from the page's folder")
    end
    element.target = path:gsub("%.qmd$", ".html") .. anchor
    return element
  end
end

-- A list of references without a place of its own gets one at the end of a page, under a heading, as Quarto gives it.
local function place_references(doc)
  if not html or not SOURCE:find("@", 1, true) then return nil end
  local placed, cited = false, doc.meta.nocite ~= nil
  doc:walk({
    Div = function(div) placed = placed or div.identifier == "refs" end,
    Cite = function() cited = true end,
  })
  if placed or not cited then return nil end
  local attributes = pandoc.Attr("quarto-bibliography", { "unnumbered", "unlisted", "quarto-appendix-heading" })
  doc.blocks:extend({ pandoc.Header(2, common.word(doc.meta, "section-title-references", "References"), attributes), pandoc.Div({}, pandoc.Attr("refs")) })
  return doc
end

-- code in no language ---------------------------------------------------------------------------------------

local ENTITIES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;" }

-- A class that names no language has Pandoc read the grammars of all: longer than everything else on a page takes.
local function output_of_a_cell(block)
  if html and block.classes:includes("cell-output") and #block.classes == 1 and block.identifier == "" then
    return raw('<pre class="cell-output"><code>' .. block.text:gsub("[&<>\"']", ENTITIES) .. "</code></pre>")
  end
end

local links = { Cite = cite, Link = SOURCE:find(".qmd", 1, true) and link or nil }
local cells = { CodeBlock = SOURCE:find("cell-output", 1, true) and output_of_a_cell or nil }

return {
  { Meta = function(meta)
      if meta.engine then page_dir = pandoc.utils.stringify(meta.engine["page-dir"]) end
      for kind, name in pairs(NAMES) do
        TITLES[kind] = common.word(meta, "crossref-" .. kind .. "-title", name)
        NAMES[kind] = common.word(meta, "crossref-" .. kind .. "-prefix", name)
      end
    end },
  { Pandoc = number_headings },
  { traverse = "topdown", Figure = figure, Table = table_float },
  { traverse = "topdown", Image = lone_image },
  links,
  { Pandoc = place_references },
  cells,
}
