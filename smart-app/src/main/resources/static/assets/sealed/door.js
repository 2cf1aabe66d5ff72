// The way to the app's own server, of the clinician by the session's cookie, of a guest by the token of the invite. Both carry
// ciphertext alone.

import { Problem } from "../talk.js";
import { t } from "../words.js";

/**
 * @param address of what a name stands for
 * @param headers of a request
 */
export function door(address, headers) {
  return async function ask(name, body, background = false) {
    let response;
    try {
      response = await fetch(address(name), {
        method: "POST",
        headers: { Accept: "application/json", "Content-Type": "application/json", ...(background && { "X-Chartside-Background": "1" }), ...headers() },
        body: JSON.stringify(body),
        credentials: "same-origin",
        redirect: "error",
        signal: AbortSignal.timeout(30_000),
      });
    } catch {
      throw new Problem("unreachable", t("common.chartside-cannot-be-reached"), t("sealed.what-you-said-is-kept-in"));
    }
    const told = await response.json().catch(() => ({}));
    if (response.ok) return told;
    const kind = { 401: "sign-in-again", 429: "throttled" }[response.status] ?? (response.status >= 500 ? "unreachable" : "refused");
    const seconds = Number(response.headers.get("Retry-After") ?? 0);
    throw new Problem(kind, told.title ?? t("common.this-could-not-be-done"), (told.advice ?? []).join(" "), told.correlationId ?? "", { ...told, status: response.status, seconds });
  };
}
