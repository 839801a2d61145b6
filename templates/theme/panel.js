// A followed number opens its record in a small panel. Everything that the panel says stands on the page of the page's
// figures, which is loaded when the first number is followed; from disk and without a script the link leads there.
(function () {
  "use strict";
  var TEXT = {
    full: "In full",
    formula: "Formula",
    rows: "Rows",
    checks: "Data checks",
    computed: "Computed by",
    arithmetic: "Arithmetic",
    from: "From",
    published: "As published",
    publication: "Publication",
    line: "Its line among the figures of this page",
    close: "Close"
  };
  var panel = null;
  var follower = null;
  var records = document;
  var loaded = {};
  var base = "";

  // The anchors of anchors.py: small letters and digits, everything else as hyphens.
  function slug(text) {
    return text.toLowerCase().replace(/[^\p{L}\p{N}_-]+/gu, "-").replace(/^-+|-+$/g, "");
  }

  function rowOf(hash) {
    var place = hash.length > 1 && records.getElementById(decodeURIComponent(hash.slice(1)));
    return place ? place.closest("tr") : null;
  }

  function make(tag, name, content) {
    var element = document.createElement(tag);
    if (name) { element.className = name; }
    if (typeof content === "string") { element.textContent = content; }
    return element;
  }

  function copied(cell) {
    var holder = document.createDocumentFragment();
    Array.prototype.forEach.call(cell.childNodes, function (node) { holder.appendChild(node.cloneNode(true)); });
    holder.querySelectorAll("[id]").forEach(function (element) { element.removeAttribute("id"); });
    holder.querySelectorAll("a[href^='#']").forEach(function (link) { link.href = base + link.getAttribute("href"); });
    return holder;
  }

  function term(list, name, content) {
    list.appendChild(make("dt", "", name));
    var told = list.appendChild(make("dd"));
    told.appendChild(typeof content === "string" ? document.createTextNode(content) : content);
    return told;
  }

  // What a value rests on: its indicator, its rows with their tables, its notebook.
  function value(list, row) {
    var cells = row.cells;
    term(list, TEXT.full, copied(cells[1]));
    var name = cells[0].querySelector("a[href^='#indicator-']");
    var indicator = name && rowOf(name.hash);
    if (indicator) {
      term(list, indicator.cells[0].textContent, copied(indicator.cells[1]));
      term(list, TEXT.formula, copied(indicator.cells[2]));
    }
    term(list, TEXT.rows, copied(cells[2])).querySelectorAll("a[href*='#table-']").forEach(function (link) {
      var table = rowOf(link.hash);
      if (!table) { return; }
      term(list, table.cells[0].textContent, copied(table.cells[1]));
      term(list, TEXT.checks, copied(table.cells[2]));
    });
    var parts = cells[0].textContent.trim().split("/");
    var computed = [parts[0], parts.length > 3 ? parts[2] : ""].map(function (code) {
      return code && rowOf("#notebook-" + slug(code));
    }).filter(Boolean)[0];
    if (computed) { term(list, TEXT.computed, copied(computed.cells[1])); }
  }

  function derived(list, row) {
    term(list, TEXT.full, row.cells[0].textContent);
    term(list, TEXT.arithmetic, copied(row.cells[1]));
    row.cells[2].textContent.trim().split(/\s+/).forEach(function (figure) {
      var part = rowOf("#value-" + slug(figure));
      var told = part ? part.cells[1].textContent : "";
      var link = make("a", "figure", figure);
      link.href = base + "#value-" + slug(figure);
      link.dataset.figure = figure;
      term(list, TEXT.from, part ? link : figure).appendChild(document.createTextNode(told ? ": " + told : ""));
    });
  }

  function record(hash, row) {
    var list = make("dl");
    if (hash.indexOf("#derived-") === 0) {
      derived(list, row);
    } else if (hash.indexOf("#quoted-") === 0) {
      term(list, TEXT.published, copied(row.cells[1]));
      term(list, TEXT.publication, copied(row.cells[2]));
    } else {
      value(list, row);
    }
    return list;
  }

  function close(back) {
    if (!panel) { return; }
    panel.remove();
    panel = null;
    if (back && follower) { follower.focus({ preventScroll: true }); }
  }

  function button() {
    var element = make("button", "figure-panel-close", TEXT.close);
    element.type = "button";
    element.addEventListener("click", function () { close(true); });
    return element;
  }

  function open(link, row) {
    var within = panel && panel.contains(link);
    if (!within) { follower = link; }
    close(false);
    panel = make("div", "figure-panel");
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-labelledby", "figure-panel-title");
    panel.tabIndex = -1;
    var title = panel.appendChild(make("h2", "", link.textContent.trim()));
    title.id = "figure-panel-title";
    panel.appendChild(make("p", "figure-panel-id", link.dataset.figure));
    panel.appendChild(record(link.hash, row));
    var line = panel.appendChild(make("p")).appendChild(make("a", "", TEXT.line));
    line.href = link.href;
    line.addEventListener("click", function () { close(false); });
    panel.appendChild(button());
    document.body.appendChild(panel);
    panel.focus({ preventScroll: true });
  }

  // The document with the records that a link leads to: this page's own, or the page of its figures.
  function recordsOf(link) {
    if (document.getElementById(decodeURIComponent(link.hash.slice(1)))) { return Promise.resolve(document); }
    var address = link.href.split("#")[0];
    loaded[address] = loaded[address] || fetch(address).then(function (answer) {
      if (!answer.ok) { throw new Error(address); }
      return answer.text();
    }).then(function (text) { return new DOMParser().parseFromString(text, "text/html"); });
    return loaded[address];
  }

  function follow(link) {
    recordsOf(link).then(function (found) {
      records = found;
      base = link.href.split("#")[0];
      var row = rowOf(link.hash);
      if (!row) { throw new Error(link.href); }
      open(link, row);
    }).catch(function () { window.location.href = link.href; });
  }

  // A closed box hides the line that a link leads to; not every browser opens it by itself.
  function reveal() {
    records = document;
    var row = rowOf(window.location.hash);
    var box = row && row.closest("details:not([open])");
    if (box) {
      box.open = true;
      row.scrollIntoView({ block: "center" });
    }
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest("a.figure[data-figure]") : null;
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) { return; }
    var here = link.href.split("#")[0] === window.location.href.split("#")[0];
    if (!link.hash || (!here && window.location.protocol === "file:")) { return; }
    event.preventDefault();
    follow(link);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && panel) { close(true); }
  });
  window.addEventListener("hashchange", reveal);
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", reveal); } else { reveal(); }
})();
