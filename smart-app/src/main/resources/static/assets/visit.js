// The visit page comes to life. Without this module the page still shows everything and can draft and sign.

import * as evidence from "./evidence.js";
import * as editor from "./editor.js";
import * as decisions from "./decisions.js";
import * as intake from "./intake.js";
import * as growing from "./growing.js";
import * as record from "./record.js";
import * as elsewhere from "./elsewhere.js";
import * as signing from "./signing.js";
import * as newer from "./newer.js";
import * as since from "./since.js";
import * as standing from "./standing.js";
import * as keys from "./keys.js";
import "./messaging.js";

for (const part of [evidence, editor, decisions, intake, growing, record, elsewhere, signing, newer, since, standing, keys]) part.boot();
document.getElementById("ready").hidden = false;

// Wrapped keys of sealed visits are kept for a day: whichever page comes next removes them. A browser that keeps nothing for this
// page has none.
import("./sealed/kept.js").then((kept) => kept.sweep()).catch(() => {});
