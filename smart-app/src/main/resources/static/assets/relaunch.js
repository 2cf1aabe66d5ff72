// A launch ends after half an hour without a request, or after twelve hours, and its page may hold what nobody else has: sound that was
// not sent, the key of a sealed visit. Such a page goes on by the next launch of the same visit by the same clinician in this browser,
// which answers it from its own page. Addresses alone are told: cookie and token are the app's own, and asked of it.

import { get, launch } from "./talk.js";

const ASK_EVERY = 2_000;

const channel = new BroadcastChannel("chartside-launches");
const { whose } = document.body.dataset;
/** Of a launch, {@code /v/…/}, or of a device that records for one, {@code /c/…/}. */
const own = () => new URL(launch.at).pathname.match(/^\/[vc]\/[^/]+\//)[0];
const kind = location.pathname.slice(0, 3);
/** Launches that this page goes or went on by: what has ended stays so. */
const had = new Set();
let waiting = null;

channel.addEventListener("message", ({ data }) => {
  if (whose && !waiting && data.wanted === whose) channel.postMessage({ here: own() });
});
// Who waits in a window that nobody sees would ask but once a minute.
if (whose) channel.postMessage({ here: own() });

/** Resolves when this page has another launch to go on by; one that is no longer asked for does no harm. */
export function relaunched() {
  had.add(own());
  waiting ??= new Promise((found) => {
    const ask = () => whose && channel.postMessage({ wanted: whose });
    const asking = setInterval(ask, ASK_EVERY);
    const told = async ({ data }) => {
      if (!data.here?.startsWith(kind) || had.has(data.here)) return;
      try {
        const there = await (await get(`${data.here}whose`, true)).json();
        if (!waiting || there.whose !== whose) return;
        Object.assign(launch, { at: new URL(data.here, location).href, csrf: there.csrf });
      } catch {
        return; // It has ended as well, or cannot be reached: asked again.
      }
      clearInterval(asking);
      channel.removeEventListener("message", told);
      waiting = null;
      found();
    };
    channel.addEventListener("message", told);
    ask();
  });
  return waiting;
}

/** Shows this page as the record has it now, in the launch that it goes on by. */
export const reload = () => (launch.at.endsWith(location.pathname) ? location.reload() : location.assign(launch.at));
