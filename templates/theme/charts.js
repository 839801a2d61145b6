// Charts become interactive when they come into view. Until a reader does something, nothing of this is loaded; where
// anything fails, where there is no script or the page is opened from disk, the picture stays as it is.
(function () {
  "use strict";
  var TEXT = {
    copy: "Copy with its address",
    copied: "Copied",
    failed: "The picture cannot be made here; take the SVG."
  };
  var here = document.currentScript.src.replace(/[^/]*$/, "");
  var SIGNS = ["pointermove", "pointerdown", "keydown", "scroll", "touchstart", "focusin"];
  var onDisk = window.location.protocol === "file:";
  var loading = {};

  function load(name) {
    loading[name] = loading[name] || new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = here + name;
      script.onload = resolve;
      script.onerror = reject;
      document.head.appendChild(script);
    });
    return loading[name];
  }

  function enliven(picture) {
    var spec = picture.src.replace(/\.svg$/, ".vl.json");
    fetch(spec).then(function (answer) {
      if (!answer.ok) { throw new Error(spec); }
      return Promise.all([answer.json(), load("vega.js"), load("charts-view.js")]);
    }).then(function (ready) {
      return window.corridorChart(picture, ready[0]);
    }).catch(function () { /* the picture stays */ });
  }

  function begin() {
    SIGNS.forEach(function (sign) { window.removeEventListener(sign, begin); });
    var seen = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) { return; }
        seen.unobserve(entry.target);
        enliven(entry.target);
      });
    });
    // On a page without any, pictures are copies: their values and the interactive view are in their edition.
    if (!document.querySelector(".chart-tools")) { return; }
    document.querySelectorAll(".exhibit figure img[src$='.svg']").forEach(function (picture) { seen.observe(picture); });
  }

  function save(button) {
    load("charts-png.js").then(function () {
      return window.corridorPicture(button.closest(".exhibit"));
    }).then(function (picture) {
      var link = document.createElement("a");
      link.href = URL.createObjectURL(picture);
      link.download = button.dataset.name;
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
    }).catch(function () { button.textContent = TEXT.failed; });
  }

  // The citation and the chart's own address, as one piece of text.
  function copy(button, told) {
    var link = told.querySelector("a[href^='#']");
    var text = told.textContent.replace(link.textContent, "").replace(/\s+/g, " ").trim() + " " + link.href;
    navigator.clipboard.writeText(text).then(function () { button.textContent = TEXT.copied; });
  }

  function copying(box) {
    var told = box.querySelector("p"), button = document.createElement("button");
    button.type = "button";
    button.className = "chart-copy";
    button.textContent = TEXT.copy;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", function () { copy(button, told); });
    box.appendChild(button);
  }

  if (!onDisk) {
    document.documentElement.classList.add("scripted");
    document.addEventListener("click", function (event) {
      var button = event.target.closest ? event.target.closest(".chart-png") : null;
      if (button) { save(button); }
    });
  }
  if (navigator.clipboard) {
    document.addEventListener("toggle", function (event) {
      var box = event.target;
      if (box.open && box.className === "chart-cite" && !box.querySelector("button")) { copying(box); }
    }, true);
  }
  if (window.IntersectionObserver && window.fetch && !onDisk) {
    if (document.documentElement.hasAttribute("data-attended")) {
      begin();
    } else {
      SIGNS.forEach(function (sign) { window.addEventListener(sign, begin, { passive: true }); });
    }
  }
})();
