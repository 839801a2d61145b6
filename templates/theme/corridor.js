// What a page does better with a script and also does without one: remembers a chosen theme, shows tabs. What opens the
// records of numbers and makes charts interactive is loaded when the reader first does something.
(function () {
  "use strict";
  var root = document.documentElement;
  var key = "corridor-theme";
  var here = document.currentScript.src.replace(/[^/]*$/, "");
  var SIGNS = ["pointermove", "pointerdown", "keydown", "scroll", "touchstart", "focusin"];

  function stored() {
    try { return localStorage.getItem(key); } catch (error) { return null; }
  }

  function store(value) {
    try { localStorage.setItem(key, value); } catch (error) { /* a page opened from disk may have no storage */ }
  }

  function prefersDark() {
    return window.matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function apply(theme) {
    if (theme === "dark" || theme === "light") { root.dataset.theme = theme; }
  }

  function themeToggle(button) {
    function dark() { return (root.dataset.theme || (prefersDark() ? "dark" : "light")) === "dark"; }
    function show() { button.setAttribute("aria-pressed", String(dark())); }
    button.hidden = false;
    button.addEventListener("click", function () {
      var next = dark() ? "light" : "dark";
      apply(next);
      store(next);
      show();
    });
    show();
  }

  function tabset(set, number) {
    var tabs = Array.prototype.filter.call(set.children, function (child) { return child.classList.contains("tab"); });
    var list = document.createElement("div");
    list.className = "tab-list";
    list.setAttribute("role", "tablist");
    var buttons = tabs.map(function (tab, at) {
      var title = tab.querySelector(".tab-title");
      var button = document.createElement("button");
      button.type = "button";
      button.id = "tab-" + number + "-" + at;
      button.textContent = title.textContent.trim();
      button.setAttribute("role", "tab");
      tab.setAttribute("role", "tabpanel");
      tab.setAttribute("aria-labelledby", button.id);
      title.classList.add("tab-title-shown");
      button.addEventListener("click", function () { select(at); });
      button.addEventListener("keydown", function (event) {
        var step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
        if (step) { select((at + step + tabs.length) % tabs.length, true); event.preventDefault(); }
      });
      list.appendChild(button);
      return button;
    });
    function select(chosen, focus) {
      tabs.forEach(function (tab, at) {
        tab.classList.toggle("tab-off", at !== chosen);
        buttons[at].setAttribute("aria-selected", String(at === chosen));
        buttons[at].tabIndex = at === chosen ? 0 : -1;
      });
      if (focus) { buttons[chosen].focus(); }
    }
    set.insertBefore(list, set.firstChild);
    select(0);
  }

  function closeMenus(event) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (event.key === "Escape" || !menu.contains(event.target)) { menu.open = false; }
    });
  }

  function attended() {
    SIGNS.forEach(function (sign) { window.removeEventListener(sign, attended); });
    root.dataset.attended = "";
    var style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = here + "panel.css";
    document.head.appendChild(style);
    ["panel.js", "charts.js"].forEach(function (name) {
      var script = document.createElement("script");
      script.src = here + name;
      document.head.appendChild(script);
    });
    // Whoever is there may print: a picture that begins to load only then can be missing on paper.
    document.querySelectorAll("img[loading]").forEach(function (picture) { picture.loading = "eager"; });
  }

  apply(stored());
  SIGNS.forEach(function (sign) { window.addEventListener(sign, attended, { passive: true }); });
  document.addEventListener("DOMContentLoaded", function () {
    var button = document.querySelector(".theme-toggle");
    if (button) { themeToggle(button); }
    document.querySelectorAll(".panel-tabset").forEach(tabset);
    document.addEventListener("click", closeMenus);
    document.addEventListener("keydown", function (event) { if (event.key === "Escape") { closeMenus(event); } });
  });
})();
