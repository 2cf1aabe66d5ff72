// The page of a device that records a visit and does nothing else.

import { boot } from "./record.js";

// The page is loaded anew when a recording is finished; what is written down by then came from here.
const { print } = document.body.dataset;
const before = sessionStorage.getItem(location.pathname);
if (before === null) sessionStorage.setItem(location.pathname, print);
else document.getElementById("written").hidden = before === print;

boot();
document.getElementById("ready").hidden = false;
