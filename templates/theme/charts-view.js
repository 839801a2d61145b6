// The interactive view of one chart: the same drawing by the same Vega, laid over its picture, so that nothing on the
// page moves. Pointer and arrow keys read its values; series can be taken out and put back.
(function () {
  "use strict";
  var TEXT = {
    keys: "Arrow keys read its values.",
    projected: "projected",
    series: "Series"
  };
  var NEAR = 48;
  var many = 0;

  function make(tag, name, content) {
    var element = document.createElement(tag);
    if (name) { element.className = name; }
    if (content) { element.textContent = content; }
    return element;
  }

  function layersOf(spec) {
    return [].concat(spec.layer || [], spec.hconcat || [], spec.vconcat || [], spec.concat || []).reduce(function (all, part) {
      return all.concat(part.mark ? [part] : layersOf(part));
    }, []);
  }

  function seriesOf(spec) {
    var names = [];
    layersOf(spec).forEach(function (layer) {
      (spec.datasets[layer.data && layer.data.name] || []).forEach(function (row) {
        if (row.series && typeof row.value === "number" && names.indexOf(row.series) < 0) { names.push(row.series); }
      });
    });
    return names.length > 1 ? names : [];
  }

  // What is drawn leaves out the rows of series that are off; axes and scales are given, so that nothing else changes.
  function withChoice(spec, names) {
    var text = JSON.stringify(spec).split("Source Sans Pro").join("Corridor Sans");
    var own = JSON.parse(text);
    if (!names.length) { return own; }
    own.params = (own.params || []).concat([{ name: "off", value: [] }]);
    layersOf(own).forEach(function (layer) {
      var rows = own.datasets[layer.data && layer.data.name] || [];
      if (rows.some(function (row) { return row.series; })) {
        layer.transform = [{ filter: "indexof(off, datum.series) < 0" }].concat(layer.transform || []);
      }
    });
    return own;
  }

  function number(value) {
    var size = Math.abs(value);
    var digits = size >= 1000 ? 0 : size >= 100 ? 1 : 2;
    return new Intl.NumberFormat(document.documentElement.lang || "en", { maximumFractionDigits: digits })
      .format(value).replace("-", "\u2212");
  }

  function pointOf(item, x, y, type) {
    var row = item.datum || {};
    var name = row.series || row.label || (row.origin ? row.origin + " \u2192 " + row.destination : "");
    var value = typeof row.value === "number" ? number(row.value)
      : typeof row.low === "number" ? number(row.low) + "\u2013" + number(row.high) : "";
    if (!value || !(name || row.year)) { return null; }
    var box = item.bounds;
    var whole = type === "rect" || type === "shape";
    return {
      name: name, year: row.year === undefined ? "" : String(row.year), value: value, projected: row.projected === true,
      shared: !!row.series, colour: item.stroke && item.stroke !== "#ffffff" ? item.stroke : item.fill,
      x: whole ? x + (box.x1 + box.x2) / 2 : x + item.x, y: whole ? y + (box.y1 + box.y2) / 2 : y + item.y,
      box: whole ? [x + box.x1, y + box.y1, x + box.x2, y + box.y2] : null
    };
  }

  // Every value that the drawing shows, with its place in the picture.
  function pointsOf(view) {
    var found = {};
    function walk(items, x, y) {
      items.forEach(function (item) {
        (item.items || []).forEach(function (mark) {
          if (mark.marktype === "group") { walk(mark.items, x + (item.x || 0), y + (item.y || 0)); return; }
          if (["line", "symbol", "rect", "shape"].indexOf(mark.marktype) < 0) { return; }
          mark.items.forEach(function (each) {
            var point = pointOf(each, x + (item.x || 0), y + (item.y || 0), mark.marktype);
            if (!point) { return; }
            var key = [point.name, point.year, point.value].join("|");
            if (!found[key] || found[key].projected) { found[key] = point; }
          });
        });
      });
    }
    var origin = view.origin(), room = view.padding();
    walk(view.scenegraph().root.items, origin[0] + (room.left || 0), origin[1] + (room.top || 0));
    return Object.keys(found).map(function (key) { return found[key]; });
  }

  function distance(point, at) {
    if (point.box) {
      var b = point.box;
      return Math.hypot(Math.max(b[0] - at.x, 0, at.x - b[2]), Math.max(b[1] - at.y, 0, at.y - b[3]));
    }
    // Along the years counts more than up and down: a line is read at the year that the pointer is over.
    return Math.hypot(point.x - at.x, (point.y - at.y) * (point.year ? 0.4 : 1));
  }

  function nearest(points, at) {
    return points.reduce(function (best, point) {
      var away = distance(point, at);
      return away < NEAR && (!best || away < best.away) ? { point: point, away: away } : best;
    }, null);
  }

  // The colours of the theme, light and dark, on what Vega has drawn.
  function coloured(svg, dark) {
    svg.querySelectorAll("[fill],[stroke]").forEach(function (element) {
      ["fill", "stroke"].forEach(function (part) {
        var light = (element.getAttribute(part) || "").toLowerCase();
        if (dark[light]) { element.style[part] = "light-dark(" + light + "," + dark[light] + ")"; }
      });
    });
  }

  function Live(picture, spec) {
    this.picture = picture;
    this.size = { width: picture.naturalWidth, height: picture.naturalHeight };
    this.dark = (spec.usermeta && spec.usermeta.dark) || {};
    this.off = [];
    this.at = -1;
    this.box = make("div", "chart-live");
    this.plot = this.box.appendChild(make("div", "chart-plot"));
    this.mark = this.box.appendChild(make("span", "chart-mark"));
    this.tip = this.box.appendChild(make("div", "chart-tip"));
    this.told = this.box.appendChild(make("div", "screen-reader-only"));
    this.told.setAttribute("aria-live", "polite");
    this.box.tabIndex = 0;
    this.box.setAttribute("role", "application");
    this.box.setAttribute("aria-label", (picture.alt + " " + TEXT.keys).trim());
    this.plot.setAttribute("aria-hidden", "true");
    this.hide();
  }

  Live.prototype.drawn = function () {
    var svg = this.plot.querySelector("svg");
    svg.setAttribute("viewBox", "0 0 " + this.size.width + " " + this.size.height);
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    coloured(svg, this.dark);
    this.points = pointsOf(this.view).sort(function (a, b) {
      return a.name === b.name ? a.x - b.x : 0;
    });
  };

  Live.prototype.hide = function () { this.tip.hidden = this.mark.hidden = true; };

  Live.prototype.together = function (point) {
    return point.shared && point.year ? this.points.filter(function (other) {
      return other.shared && other.year === point.year;
    }) : [point];
  };

  Live.prototype.show = function (point, aloud) {
    var scale = this.box.clientWidth / this.size.width;
    var all = this.together(point);
    this.tip.textContent = "";
    if (point.year) {
      this.tip.appendChild(make("b", "", point.year + (point.projected ? ", " + TEXT.projected : "")));
    }
    all.forEach(function (each) {
      var line = this.tip.appendChild(make("p", each === point && all.length > 1 ? "chart-chosen" : ""));
      line.appendChild(make("span", "", each.name ? each.name + " " : ""));
      line.appendChild(make("strong", "", each.value));
    }, this);
    this.tip.hidden = this.mark.hidden = false;
    var x = point.x * scale, y = point.y * scale;
    this.mark.style.transform = "translate(" + x + "px," + y + "px)";
    var left = Math.min(Math.max(x - this.tip.offsetWidth / 2, 0), this.box.clientWidth - this.tip.offsetWidth);
    var above = y - this.tip.offsetHeight - 14;
    this.tip.style.transform = "translate(" + left + "px," + (above < -this.tip.offsetHeight / 2 ? y + 14 : above) + "px)";
    if (aloud) {
      this.told.textContent = [point.name, point.year, point.projected ? TEXT.projected : "", point.value]
        .filter(Boolean).join(", ");
    }
  };

  Live.prototype.pointer = function (event) {
    var frame = this.box.getBoundingClientRect();
    var scale = this.size.width / frame.width;
    var found = nearest(this.points, { x: (event.clientX - frame.left) * scale, y: (event.clientY - frame.top) * scale });
    if (found) {
      this.at = this.points.indexOf(found.point);
      this.show(found.point);
    } else { this.hide(); }
  };

  Live.prototype.step = function (key) {
    var points = this.points, now = points[this.at], to = this.at;
    if (!points.length) { return false; }
    if (key === "Home" || !now) { to = 0; }
    else if (key === "End") { to = points.length - 1; }
    else if (key === "ArrowRight") { to = Math.min(to + 1, points.length - 1); }
    else if (key === "ArrowLeft") { to = Math.max(to - 1, 0); }
    else {
      var others = points.filter(function (point) { return point.name !== now.name && point.year === now.year; })
        .sort(function (a, b) { return a.y - b.y; });
      var next = key === "ArrowUp" ? others.filter(function (p) { return p.y <= now.y; }).pop()
        : others.filter(function (p) { return p.y >= now.y; })[0];
      if (next) { to = points.indexOf(next); }
    }
    this.at = to;
    this.show(points[to], true);
    return true;
  };

  Live.prototype.listen = function () {
    var self = this;
    this.box.addEventListener("pointermove", function (event) { self.pointer(event); });
    this.box.addEventListener("pointerdown", function (event) { self.pointer(event); });
    this.box.addEventListener("pointerleave", function () { self.hide(); });
    this.box.addEventListener("blur", function () { self.hide(); });
    this.box.addEventListener("keydown", function (event) {
      if (event.key === "Escape") { self.hide(); return; }
      if (!/^(Arrow|Home$|End$)/.test(event.key) || event.altKey || event.ctrlKey || event.metaKey) { return; }
      if (self.step(event.key)) { event.preventDefault(); }
    });
  };

  // A closed box in the row of the chart's controls, where room is kept for it.
  Live.prototype.choice = function (names) {
    var exhibit = this.picture.closest(".exhibit");
    var row = exhibit && exhibit.querySelector(".chart-choice");
    if (!row || !names.length) { return; }
    var self = this, box = make("details", "chart-series");
    box.appendChild(make("summary", "", TEXT.series));
    var list = box.appendChild(make("div"));
    names.forEach(function (name) {
      var label = list.appendChild(make("label"));
      var tick = label.appendChild(make("input"));
      tick.type = "checkbox";
      tick.checked = true;
      label.appendChild(document.createTextNode(" " + name));
      tick.addEventListener("change", function () {
        self.off = names.filter(function (each, at) { return !list.querySelectorAll("input")[at].checked; });
        self.hide();
        self.view.signal("off", self.off).runAsync().then(function () { self.drawn(); });
      });
    });
    box.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && box.open) { box.open = false; box.firstChild.focus(); }
    });
    row.appendChild(box);
  };

  window.corridorChart = function (picture, spec) {
    var names = seriesOf(spec);
    var live = new Live(picture, spec);
    var ready = picture.decode ? picture.decode().catch(function () {}) : Promise.resolve();
    return Promise.all([
      window.vegaEmbed(live.plot, withChoice(spec, names), {
        actions: false, ast: true, defaultStyle: false, hover: false, renderer: "svg", tooltip: false
      }),
      ready, document.fonts ? document.fonts.ready : null
    ]).then(function (made) {
      var holder = make("span", "chart-holder");
      live.view = made[0].view;
      live.size = { width: picture.naturalWidth, height: picture.naturalHeight };
      live.drawn();
      live.listen();
      picture.parentNode.insertBefore(holder, picture);
      holder.appendChild(picture);
      holder.appendChild(live.box);
      live.choice(names);
      holder.dataset.ready = String(many += 1);
      return live;
    });
  };
})();
