// The search of an edition over the index that Pagefind made of it. The texts come from the page, which is a list of
// all pages where there is no script. A page from disk may read no index: it says so.
(function () {
  "use strict";
  var AT_ONCE = 10;
  var PARTS = 3;
  var box = document.getElementById("search");
  if (!box) { return; }
  var told = box.dataset;
  var script = document.currentScript;
  var root = new URL("../", script.src);
  var engine = null;
  var asked = 0;

  function make(tag, name, text) {
    var element = document.createElement(tag);
    if (name) { element.className = name; }
    if (text) { element.textContent = text; }
    return element;
  }

  function index() {
    if (!engine) {
      engine = import(new URL("pagefind/pagefind.js", root).href).then(function (found) {
        return found.options({ excerptLength: 28, noWorker: true }).then(function () { return found; });
      });
    }
    return engine;
  }

  // A name finds its page beside the page's own words: the page takes the place of the name.
  function once(pages) {
    var places = {};
    var kept = [];
    pages.forEach(function (page) {
      var url = place(page.raw_url);
      if (!(url in places)) { places[url] = kept.push(page) - 1; }
      else if (kept[places[url]].meta.kind === "name") { kept[places[url]] = page; }
    });
    return kept;
  }

  // The page, not the list of names by which it was found; without an anchor.
  function place(url) { return url.replace(/^\//, "").split("#")[0].replace(/names\.html$/, "index.html"); }
  function address(url) { return new URL(place(url), root).href; }

  function plain(text) {
    var signs = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&#x27;": "'", "&amp;": "&" };
    return text.replace(/&(?:lt|gt|quot|amp|#39|#x27);/g, function (sign) { return signs[sign]; });
  }

  // The words found are marked by Pagefind; nothing else in an excerpt is read as a tag.
  function excerpt(text) {
    var line = make("p", "search-excerpt");
    text.split(/(<mark>.*?<\/mark>)/).forEach(function (part) {
      var marked = /^<mark>(.*)<\/mark>$/.exec(part);
      var words = plain(marked ? marked[1] : part);
      line.appendChild(marked ? make("mark", "", words) : document.createTextNode(words));
    });
    return line;
  }

  function shown(page) {
    var item = make("li");
    var link = make("a", "search-title", page.meta.title);
    link.href = address(page.raw_url);
    item.appendChild(link);
    if (page.meta.subtitle) { item.appendChild(make("span", "search-kind", page.meta.subtitle)); }
    if (page.meta.kind !== "name") { item.appendChild(excerpt(page.excerpt)); }
    var parts = (page.meta.kind === "name" ? [] : page.sub_results).filter(function (part) { return part.anchor && part.url.indexOf("#") >= 0; }).slice(0, PARTS);
    if (parts.length) {
      var list = make("ul", "search-parts");
      list.setAttribute("aria-label", told.part);
      parts.forEach(function (part) {
        var inner = make("a", "", part.title);
        inner.href = link.href + "#" + part.anchor.id;
        list.appendChild(make("li")).appendChild(inner);
      });
      item.appendChild(list);
    }
    return item;
  }

  function begin() {
    var form = make("form", "search-form");
    form.setAttribute("role", "search");
    var label = make("label", "", told.label);
    label.htmlFor = "search-words";
    var input = make("input");
    input.type = "search";
    input.id = "search-words";
    input.name = "q";
    input.autocomplete = "off";
    var button = make("button", "", told.button);
    var row = make("div", "search-row");
    row.append(input, button);
    form.append(label, row);
    var status = make("p", "search-status");
    status.setAttribute("role", "status");
    var results = make("ol", "search-results");
    var more = make("button", "search-more", told.more);
    more.type = "button";
    more.hidden = true;
    box.append(form, status, results, more);

    function list(found) {
      var at = 0;
      function add() {
        found.slice(at, at + AT_ONCE).forEach(function (page) { results.appendChild(shown(page)); });
        at += AT_ONCE;
        more.hidden = at >= found.length;
      }
      more.onclick = function () {
        var first = results.children.length;
        add();
        var next = results.children[first];
        if (next) { next.querySelector("a").focus(); }
      };
      add();
    }

    function search(words) {
      var mine = ++asked;
      results.textContent = "";
      more.hidden = true;
      status.textContent = words ? told.busy : "";
      if (!words) { return Promise.resolve(); }
      return index()
        .then(function (pagefind) { return pagefind.search(words); })
        .then(function (found) { return Promise.all(found.results.map(function (one) { return one.data(); })); })
        .then(function (pages) {
          if (mine !== asked) { return; }
          pages = once(pages);
          status.textContent = !pages.length ? told.none : pages.length === 1 ? told.one : told.many.replace("{n}", pages.length);
          list(pages);
        })
        .catch(function () { if (mine === asked) { status.textContent = told.fault; } });
    }

    function remember(words) {
      var url = new URL(window.location.href);
      if (words) { url.searchParams.set("q", words); } else { url.searchParams.delete("q"); }
      window.history.replaceState(null, "", url);
    }

    var waiting = 0;
    input.addEventListener("input", function () {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(function () { remember(input.value.trim()); search(input.value.trim()); }, 180);
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      window.clearTimeout(waiting);
      remember(input.value.trim());
      search(input.value.trim());
    });
    input.value = new URLSearchParams(window.location.search).get("q") || "";
    input.focus({ preventScroll: true });
    if (input.value) { search(input.value.trim()); }
  }

  function start() {
    if (window.location.protocol === "file:") {
      box.appendChild(make("p", "search-disk", told.disk)).setAttribute("role", "note");
    } else {
      begin();
    }
  }

  start();
})();
