// The page looks into its own file once a second, in a hidden frame that stops after its first lines,
// and loads itself again when the file is another one. Nothing else is asked for. What was open stays open.
(function () {
  "use strict";
  var version = document.documentElement.dataset.version;
  if (location.hash === "#look") {
    parent.postMessage(version, "*");
    window.stop();
    return;
  }
  var here = location.href.split("#")[0];
  var frame = null;
  function look() {
    if (document.hidden || !document.body) return;
    if (frame) frame.remove();
    frame = document.createElement("iframe");
    frame.hidden = true;
    frame.title = "";
    frame.setAttribute("aria-hidden", "true");
    frame.tabIndex = -1;
    frame.src = here + "#look";
    document.body.append(frame);
  }
  function all() { return Array.prototype.slice.call(document.querySelectorAll("details")); }
  function keep() {
    var open = all().filter(function (one) { return one.open; }).map(function (one) { return one.id; });
    sessionStorage.setItem("place", JSON.stringify({ open: open, x: scrollX, y: scrollY }));
  }
  function restore() {
    var place = JSON.parse(sessionStorage.getItem("place") || "null");
    sessionStorage.removeItem("place");
    if (!place) return;
    all().forEach(function (one) { one.open = place.open.indexOf(one.id) >= 0; });
    history.scrollRestoration = "manual";
    scrollTo(place.x, place.y);
  }
  addEventListener("message", function (event) {
    if (!frame || event.source !== frame.contentWindow || event.data === version) return;
    keep();
    location.reload();
  });
  addEventListener("DOMContentLoaded", restore);
  document.addEventListener("visibilitychange", look);
  setInterval(look, 1000);
})();
