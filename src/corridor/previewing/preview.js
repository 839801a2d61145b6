// Loads the page again after a build, at the same place, and shows what stops one. Served with pages by
// `corridor preview`, which adds it as it sends them; no page of the site contains it.
(() => {
  "use strict";
  // Within another page, that one loads again.
  if (window.top !== window) return;
  const own = document.currentScript.dataset;
  const PLACE = "corridor-preview-place";
  const STYLE = `
    :host { all: initial; position: fixed; z-index: 2147483647; inset: auto 0 0 0; }
    section { box-sizing: border-box; max-height: 60vh; overflow: auto; padding: 1rem 1.5rem 1.25rem;
      background: #2b0d0d; color: #fff; border-top: 4px solid #ff6b6b; font: 16px/1.5 system-ui, sans-serif; }
    h2 { margin: 0 0 .5rem; font-size: 1rem; color: #ffb3b3; }
    p, dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-family: ui-monospace, monospace;
      font-size: .9rem; }
    dl { margin: .75rem 0 0; display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
    dt { color: #ffb3b3; }
    button { float: right; font: inherit; color: inherit; background: none; border: 1px solid currentColor;
      border-radius: 4px; padding: .1rem .75rem; cursor: pointer; }
    button:focus-visible { outline: 3px solid #fff; outline-offset: 2px; }
  `;
  let source = null;
  let overlay = null;

  function make(name, text) {
    const made = document.createElement(name);
    // Text only: what stands in data or templates is never read as markup.
    made.textContent = text;
    return made;
  }

  function hide() {
    if (overlay) overlay.remove();
    overlay = null;
  }

  function show(fault) {
    hide();
    overlay = document.createElement("corridor-preview");
    const root = overlay.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const section = document.createElement("section");
    section.setAttribute("role", "alert");
    const close = make("button", "Hide");
    close.type = "button";
    close.addEventListener("click", hide);
    const lines = document.createElement("dl");
    for (const [label, text] of fault.lines) lines.append(make("dt", label), make("dd", text));
    section.append(close, make("h2", "The last build failed; this page is the one before it."));
    section.append(make("p", fault.message), lines);
    root.append(section);
    document.documentElement.append(overlay);
  }

  function again() {
    try {
      const place = { page: location.pathname + location.search, x: window.scrollX, y: window.scrollY };
      sessionStorage.setItem(PLACE, JSON.stringify(place));
    } catch {
      // Without storage the browser's own memory of the place has to do.
    }
    stop();
    location.reload();
  }

  function restore() {
    let place = null;
    try {
      place = JSON.parse(sessionStorage.getItem(PLACE));
      sessionStorage.removeItem(PLACE);
    } catch {
      return;
    }
    if (!place || place.page !== location.pathname + location.search) return;
    const there = () => window.scrollTo({ left: place.x, top: place.y, behavior: "instant" });
    // After the browser has gone where the address points.
    if (document.readyState === "complete") there();
    else window.addEventListener("load", () => requestAnimationFrame(there), { once: true });
  }

  function told(event) {
    const news = JSON.parse(event.data);
    if (news.built !== own.built || (own.number && own.number !== news.number)) again();
    else if (news.fault && !own.number) show(news.fault);
    else hide();
  }

  // A browser opens few connections to one server: pages that nobody looks at hold none.
  function start() {
    if (source || document.hidden) return;
    source = new EventSource("/_preview/events");
    source.addEventListener("message", told);
  }

  function stop() {
    if (source) source.close();
    source = null;
  }

  restore();
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", start);
  start();
})();
