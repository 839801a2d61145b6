// Tells on a page of an older edition that a newer one of the same region exists. Editions themselves never change.
(function () {
  "use strict";
  var TEXT = {
    link: "edition {edition}, {date}",
    note: "This is edition {edition}. A newer one exists: {link}."
  };
  var editions = [] /* editions */;
  var found = /^(.*\/editions\/)([^\/]+)\/(.*)$/.exec(window.location.pathname);

  function tell() {
    var main = document.querySelector("main");
    var own = found && editions.filter(function (one) { return one.id === found[2]; })[0];
    if (!main || !own) { return; }
    var newest = editions.filter(function (one) { return one.region === own.region; }).pop();
    if (newest.id === own.id || newest.id === own.corrected) { return; }
    var page = found[3] || "index.html";
    var link = document.createElement("a");
    var there = newest.pages.indexOf(page) < 0 ? "index.html" : page;
    link.href = "../".repeat(found[3].split("/").length) + newest.id + "/" + there;
    link.textContent = TEXT.link.replace("{edition}", newest.id).replace("{date}", newest.date);
    var note = document.createElement("aside");
    note.className = "newer-edition";
    note.setAttribute("role", "note");
    note.style.cssText = "border:2px solid currentColor;border-radius:3px;padding:.6rem 1rem;margin:0 0 1.75rem";
    var around = TEXT.note.replace("{edition}", own.id).split("{link}");
    note.append(around[0], link, around[1] || "");
    main.prepend(note);
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", tell);
  } else {
    tell();
  }
})();
