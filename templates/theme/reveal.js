// Under Quarto: opens the closed box that a link leads into, so that a number's line is seen when its link is followed.
(function () {
  "use strict";

  function reveal() {
    var name = decodeURIComponent(window.location.hash.slice(1));
    var target = name && document.getElementById(name);
    var box = target && target.closest(".callout-collapse:not(.show)");
    if (!box) { return; }
    box.classList.add("show");
    var header = box.parentElement.querySelector(".callout-header");
    if (header) {
      header.classList.remove("collapsed");
      header.setAttribute("aria-expanded", "true");
    }
    target.scrollIntoView({ block: "center" });
  }

  window.addEventListener("hashchange", reveal);
  document.addEventListener("DOMContentLoaded", reveal);
})();
