// Economies side by side over any indicators: the choice stands in the address, the figures come from indicators.csv.
// The texts come from the page, which holds the newest figures as tables where there is no script.
(function () {
  "use strict";
  var box = document.getElementById("compare");
  if (!box) { return; }
  var told = box.dataset;
  var root = new URL("../", document.baseURI);
  var SVG = "http://www.w3.org/2000/svg";
  var WIDTH = 680, HEIGHT = 260, LEFT = 8, RIGHT = 150, TOP = 16, BOTTOM = 26;
  var state = { economies: [], indicators: [] };
  var known = { economies: [], indicators: [] };
  var rows = {};
  var parts = {};

  function make(tag, name, text) {
    var element = document.createElement(tag);
    if (name) { element.className = name; }
    if (text !== undefined) { element.textContent = text; }
    return element;
  }

  function draw(tag, attributes, text) {
    var element = document.createElementNS(SVG, tag);
    Object.keys(attributes).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    if (text !== undefined) { element.textContent = text; }
    return element;
  }

  // The fields of a line; those in quotation marks may hold commas.
  function fields(line) {
    if (line.indexOf('"') < 0) { return line.split(","); }
    return line.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map(function (field) {
      var text = field.replace(/,$/, "");
      return text[0] === '"' ? text.slice(1, -1).replace(/""/g, '"') : text;
    });
  }

  // Figures without a counterpart, by economy and indicator, oldest first.
  function read(text) {
    var lines = text.split("\n");
    var head = fields(lines[0]);
    function at(name) { return head.indexOf(name); }
    var economy = at("economy"), indicator = at("indicator"), other = at("counterpart");
    var year = at("year"), value = at("value"), status = at("status");
    lines.slice(1).forEach(function (line) {
      if (!line) { return; }
      var row = fields(line);
      if (row[other] || row[value] === "") { return; }
      var key = row[economy] + "/" + row[indicator];
      (rows[key] = rows[key] || []).push({ year: +row[year], value: +row[value], projected: row[status] === "projected" });
    });
    Object.keys(rows).forEach(function (key) { rows[key].sort(function (a, b) { return a.year - b.year; }); });
  }

  function series(economy, indicator) { return rows[economy.code + "/" + indicator.id] || []; }

  // The year that stands for today is settled where the tables below are made.
  function newest(economy, indicator) {
    var year = indicator.newest[economy.code];
    return series(economy, indicator).filter(function (row) { return row.year === year; })[0];
  }

  function number(value, indicator) {
    if (indicator.words) { return indicator.words[value] || String(value); }
    if (indicator.year) { return String(value); }
    var digits = indicator.decimals;
    return value
      .toLocaleString(document.documentElement.lang || "en", { minimumFractionDigits: digits, maximumFractionDigits: digits })
      .replace("-", "\u2212");
  }

  function short(value, indicator) {
    if (indicator.words || indicator.year) { return number(value, indicator); }
    return value
      .toLocaleString(document.documentElement.lang || "en", { notation: "compact", maximumSignificantDigits: 3 })
      .replace("-", "\u2212");
  }

  function chosen(kind) {
    return known[kind].filter(function (one) { return state[kind].indexOf(one.code || one.id) >= 0; });
  }

  // The address ------------------------------------------------------------------------------------------------

  function fromAddress() {
    var asked = new URLSearchParams(window.location.search);
    ["economies", "indicators"].forEach(function (kind) {
      var given = (asked.get(kind) || "").split(",");
      var found = known[kind].map(function (one) { return one.code || one.id; });
      state[kind] = found.filter(function (code) { return given.indexOf(code) >= 0; });
    });
    if (!asked.has("economies")) { state.economies = known.economies.slice(0, 2).map(function (one) { return one.code; }); }
    if (!asked.has("indicators")) { state.indicators = known.indicators.slice(0, 2).map(function (one) { return one.id; }); }
  }

  function toAddress() {
    var query = "?economies=" + state.economies.join(",") + "&indicators=" + state.indicators.join(",");
    window.history.replaceState(null, "", window.location.pathname + query + window.location.hash);
  }

  // The choice -------------------------------------------------------------------------------------------------

  function boxes(kind, legend, items) {
    var set = make("fieldset", "compare-" + kind);
    set.appendChild(make("legend", "", legend));
    items.forEach(function (one) {
      var id = one.code || one.id;
      var label = make("label");
      var input = make("input");
      input.type = "checkbox";
      input.value = id;
      input.checked = state[kind].indexOf(id) >= 0;
      input.addEventListener("change", function () {
        var others = state[kind].filter(function (code) { return code !== id; });
        var wanted = input.checked ? others.concat(id) : others;
        state[kind] = known[kind].map(function (each) { return each.code || each.id; })
          .filter(function (code) { return wanted.indexOf(code) >= 0; });
        toAddress();
        show();
      });
      label.append(input, document.createTextNode(" " + (one.name || one.label)));
      set.appendChild(label);
    });
    return set;
  }

  function choice() {
    var form = make("form", "compare-choice");
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.appendChild(boxes("economies", told.economies, known.economies));
    var all = make("details", "compare-all");
    all.open = true;
    all.appendChild(make("summary", "", told.indicators));
    var themes = [];
    known.indicators.forEach(function (one) { if (themes.indexOf(one.theme) < 0) { themes.push(one.theme); } });
    var grid = all.appendChild(make("div", "compare-themes"));
    themes.forEach(function (theme) {
      grid.appendChild(boxes("indicators", theme, known.indicators.filter(function (one) { return one.theme === theme; })));
    });
    form.appendChild(all);
    return form;
  }

  // Tables -----------------------------------------------------------------------------------------------------

  function table(caption, heads, lines) {
    var around = make("div", "table-scroll");
    around.tabIndex = 0;
    around.setAttribute("role", "group");
    around.setAttribute("aria-label", caption);
    var element = around.appendChild(make("table"));
    var row = element.appendChild(make("thead")).appendChild(make("tr"));
    heads.forEach(function (head, at) {
      var cell = row.appendChild(make("th", at ? "number" : "", head));
      cell.scope = "col";
    });
    var body = element.appendChild(make("tbody"));
    lines.forEach(function (line) {
      var drawn = body.appendChild(make("tr"));
      line.forEach(function (text, at) {
        var cell = drawn.appendChild(make(at ? "td" : "th", at ? "number" : "", text));
        if (!at) { cell.scope = "row"; }
      });
    });
    return around;
  }

  function sideBySide(economies, indicators) {
    var heads = [told.indicator].concat(economies.map(function (one) { return one.name; }));
    return table(told.newest, heads, indicators.map(function (indicator) {
      return [indicator.label + (indicator.unit ? ", " + indicator.unit : "")].concat(economies.map(function (economy) {
        var row = newest(economy, indicator);
        return row ? number(row.value, indicator) + " (" + row.year + ")" : "\u2013";
      }));
    }));
  }

  function allYears(economies, indicator) {
    var years = {};
    economies.forEach(function (economy) {
      series(economy, indicator).forEach(function (row) { (years[row.year] = years[row.year] || {})[economy.code] = row; });
    });
    var heads = [told.year].concat(economies.map(function (one) { return one.name; }));
    return table(indicator.label, heads, Object.keys(years).sort().map(function (year) {
      return [year].concat(economies.map(function (economy) {
        var row = years[year][economy.code];
        return row ? number(row.value, indicator) : "\u2013";
      }));
    }));
  }

  // Charts -----------------------------------------------------------------------------------------------------

  // Labels at the ends of lines are moved apart, in the order of the lines.
  function apart(labels, least) {
    labels.sort(function (a, b) { return a.y - b.y; });
    for (var at = 1; at < labels.length; at += 1) {
      labels[at].y = Math.max(labels[at].y, labels[at - 1].y + least);
    }
    var over = labels.length ? labels[labels.length - 1].y - (HEIGHT - BOTTOM) : 0;
    for (var up = labels.length - 1; over > 0 && up >= 0; up -= 1) {
      var limit = up === labels.length - 1 ? HEIGHT - BOTTOM : labels[up + 1].y - least;
      labels[up].y = Math.min(labels[up].y, limit);
    }
    return labels;
  }

  function colored(element, part, economy) {
    element.style.setProperty(part, "light-dark(" + economy.color + ", " + economy.dark + ")");
    return element;
  }

  function path(points, x, y) {
    return points.map(function (row, at) { return (at ? "L" : "M") + x(row.year).toFixed(1) + "," + y(row.value).toFixed(1); }).join("");
  }

  function chart(economies, indicator) {
    var drawn = economies.map(function (one) { return { economy: one, rows: series(one, indicator) }; })
      .filter(function (one) { return one.rows.length > 1; });
    if (!drawn.length || indicator.words || indicator.year) { return null; }
    var all = [].concat.apply([], drawn.map(function (one) { return one.rows; }));
    var years = all.map(function (row) { return row.year; });
    var values = all.map(function (row) { return row.value; });
    var first = Math.min.apply(null, years), last = Math.max.apply(null, years);
    var low = Math.min(0, Math.min.apply(null, values)), high = Math.max(0, Math.max.apply(null, values)) || 1;
    function x(year) { return LEFT + (WIDTH - LEFT - RIGHT) * (year - first) / ((last - first) || 1); }
    function y(value) { return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - low) / ((high - low) || 1); }
    var svg = draw("svg", { viewBox: "0 0 " + WIDTH + " " + HEIGHT, role: "img", "class": "compare-chart" });
    svg.setAttribute("aria-label", told.chart.replace("{label}", indicator.label).replace("{unit}", indicator.unit)
      .replace("{from}", first).replace("{to}", last)
      .replace("{names}", drawn.map(function (one) { return one.economy.name; }).join(", ")));
    [low, high].concat(low < 0 && high > 0 ? [0] : []).forEach(function (value) {
      svg.appendChild(draw("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value), "class": value ? "compare-grid" : "compare-zero" }));
      svg.appendChild(draw("text", { x: LEFT, y: y(value) - 4, "class": "compare-tick" }, short(value, indicator)));
    });
    svg.appendChild(draw("text", { x: LEFT, y: HEIGHT - 6, "class": "compare-tick" }, first));
    svg.appendChild(draw("text", { x: WIDTH - RIGHT, y: HEIGHT - 6, "class": "compare-tick", "text-anchor": "end" }, last));
    var labels = drawn.map(function (one) {
      var known = one.rows.filter(function (row) { return !row.projected; });
      var ahead = one.rows.filter(function (row) { return row.projected; });
      if (known.length > 1) { svg.appendChild(colored(draw("path", { d: path(known, x, y), "class": "compare-line" }), "stroke", one.economy)); }
      if (ahead.length) {
        var joined = known.slice(-1).concat(ahead);
        svg.appendChild(colored(draw("path", { d: path(joined, x, y), "class": "compare-line compare-ahead" }), "stroke", one.economy));
      }
      var end = one.rows[one.rows.length - 1];
      return { y: y(end.value) + 4, x: x(end.year) + 6, text: one.economy.short, economy: one.economy, value: short(end.value, indicator) };
    });
    apart(labels, 15).forEach(function (label) {
      svg.appendChild(colored(draw("text", { x: label.x, y: label.y, "class": "compare-label" }, label.text + " " + label.value), "fill", label.economy));
    });
    svg.dataset.projected = String(all.some(function (row) { return row.projected; }));
    return svg;
  }

  function exhibit(economies, indicator) {
    var section = make("section", "exhibit compare-exhibit");
    section.appendChild(make("h2", "", indicator.label));
    var picture = chart(economies, indicator);
    var measure = indicator.description + (indicator.unit ? " " + told.unit.replace("{unit}", indicator.unit) : "");
    if (picture && picture.dataset.projected === "true") { measure += " " + told.projected + "."; }
    section.appendChild(make("div", "measure")).appendChild(make("p", "", measure));
    if (picture) { section.appendChild(picture); }
    var years = make("details");
    years.append(make("summary", "", told.years), allYears(economies, indicator));
    section.appendChild(years);
    return section;
  }

  function show() {
    var economies = chosen("economies"), indicators = chosen("indicators");
    parts.results.textContent = "";
    if (economies.length < 2 || !indicators.length) {
      parts.status.textContent = told.few;
      return;
    }
    parts.status.textContent = told.keep;
    parts.results.appendChild(sideBySide(economies, indicators));
    indicators.forEach(function (indicator) { parts.results.appendChild(exhibit(economies, indicator)); });
  }

  function fetched(path) {
    return fetch(new URL(path, root)).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer;
    });
  }

  function start() {
    parts.status = make("p", "compare-status", told.busy);
    parts.status.setAttribute("role", "status");
    box.appendChild(parts.status);
    if (window.location.protocol === "file:") {
      parts.status.textContent = told.disk;
      return;
    }
    Promise.all([
      fetched("compare/compare.json").then(function (answer) { return answer.json(); }),
      fetched("data/indicators.csv").then(function (answer) { return answer.text(); }),
    ]).then(function (found) {
      known = found[0];
      read(found[1]);
      fromAddress();
      box.insertBefore(choice(), parts.status);
      parts.results = box.appendChild(make("div", "compare-results"));
      show();
    }).catch(function () { parts.status.textContent = told.fault; });
  }

  start();
})();
