// A chart as a picture that can travel alone: its finding, what it measures, the drawing and its source, in print's
// colours, as PNG at three pixels a point. Made in the browser when it is asked for, from what the page shows.
(function () {
  "use strict";
  var SCALE = 3, MARGIN = 20, INK = "#1b2733", MUTED = "#5a6772";

  function words(exhibit, name) {
    var told = exhibit.querySelector(name);
    return told ? told.textContent.replace(/\s+/g, " ").trim() : "";
  }

  function lines(pen, text, font, width) {
    pen.font = font;
    return text.split(" ").reduce(function (rows, word) {
      var longer = rows.length ? rows[rows.length - 1] + " " + word : word;
      if (rows.length && pen.measureText(longer).width <= width) { rows[rows.length - 1] = longer; } else { rows.push(word); }
      return rows;
    }, []);
  }

  // The drawing's own text, without what it wears in the dark.
  function light(address) {
    return fetch(address).then(function (answer) { return answer.text(); }).then(function (text) {
      var still = text.replace(/@media \(prefers-color-scheme:dark\)\{(?:[^{}]*\{[^{}]*\})*\}/, "");
      var picture = new Image();
      picture.src = URL.createObjectURL(new Blob([still], { type: "image/svg+xml" }));
      return picture.decode().then(function () { URL.revokeObjectURL(picture.src); return picture; });
    });
  }

  function draw(exhibit, picture) {
    var canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    var width = picture.naturalWidth, family = "px 'Corridor Sans', sans-serif";
    var edition = document.querySelector(".edition-line");
    var told = [
      { text: words(exhibit, ".finding"), font: "600 18" + family, high: 23, colour: INK },
      { text: words(exhibit, ".measure"), font: "400 13" + family, high: 18, colour: MUTED },
      null,
      { text: words(exhibit, ".source-note") + (edition ? " " + edition.textContent.trim() + "." : ""), font: "400 12" + family, high: 16, colour: MUTED }
    ];
    var height = told.reduce(function (sum, part) {
      if (!part) { return sum + picture.naturalHeight + 20; }
      part.lines = part.text ? lines(pen, part.text, part.font, width) : [];
      return sum + part.lines.length * part.high;
    }, 2 * MARGIN);
    canvas.width = (width + 2 * MARGIN) * SCALE;
    canvas.height = height * SCALE;
    pen.scale(SCALE, SCALE);
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.textBaseline = "top";
    told.reduce(function (y, part) {
      if (!part) {
        pen.drawImage(picture, MARGIN, y + 10, width, picture.naturalHeight);
        return y + picture.naturalHeight + 20;
      }
      pen.font = part.font;
      pen.fillStyle = part.colour;
      part.lines.forEach(function (line, at) { pen.fillText(line, MARGIN, y + at * part.high); });
      return y + part.lines.length * part.high;
    }, MARGIN);
    return canvas;
  }

  window.corridorPicture = function (exhibit) {
    var address = exhibit.querySelector("figure img").src;
    return Promise.all([light(address), document.fonts.load("600 18px 'Corridor Sans'"), document.fonts.load("400 13px 'Corridor Sans'")])
      .then(function (ready) {
        return new Promise(function (resolve) { draw(exhibit, ready[0]).toBlob(resolve, "image/png"); });
      });
  };
})();
