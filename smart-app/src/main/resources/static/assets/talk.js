// Requests to the app's own server. Every change carries the CSRF token; every failure becomes a Problem with words for the clinician.

import { t } from "./words.js";

export class Problem extends Error {
  constructor(kind, title, detail = "", rid = "", more = {}) {
    super(title);
    Object.assign(this, { kind, title, detail, rid, more });
  }

  /** Worth trying again by itself: nothing was refused, only not reached. */
  get passing() {
    return this.kind === "unreachable" || this.kind === "throttled";
  }
}

/** The launch by which this page asks: the address below which its requests go, and the token of its changes. */
export const launch = { at: location.origin + location.pathname, csrf: document.body.dataset.csrf };

export async function post(path, fields, version) {
  const body = fields instanceof FormData || fields instanceof Blob ? fields : new URLSearchParams(fields);
  const headers = { "X-Chartside-Csrf": launch.csrf };
  if (version) headers["If-Match"] = `W/"${version}"`;
  return ask(path, { method: "POST", body, headers });
}

/** @param background a question that the page asks by itself: it does not keep a session alive */
export async function get(path, background = false) {
  return ask(path, background ? { headers: { "X-Chartside-Background": "1" } } : {});
}

async function ask(path, request) {
  let response;
  try {
    response = await fetch(new URL(path, launch.at), {
      ...request,
      headers: { Accept: "application/json, */*;q=0.5", ...request.headers },
      credentials: "same-origin",
      redirect: "error",
      signal: AbortSignal.timeout(90_000),
    });
  } catch {
    throw new Problem("unreachable", t("common.chartside-cannot-be-reached"), t("talk.your-changes-are-kept-in-this"));
  }
  if (response.ok) return response;
  throw await problem(response);
}

const KINDS = { 401: "sign-in-again", 409: "conflict", 412: "conflict", 413: "invalid", 422: "refused", 429: "unreachable", 502: "unreachable", 503: "unreachable", 504: "unreachable" };

async function problem(response) {
  const rid = response.headers.get("X-Request-Id") ?? "";
  const kind = KINDS[response.status] ?? (response.status >= 500 ? "failed" : "refused");
  const json = (response.headers.get("Content-Type") ?? "").includes("json");
  const told = json ? await response.json().catch(() => ({})) : {};
  if (told.title) return new Problem(told.code === "already-signed" ? "signed" : kind, told.title, [...(told.advice ?? []), ...(told.details ?? [])].join(" "), told.correlationId ?? rid, told);
  if (kind === "unreachable") return new Problem(kind, t("talk.chartside-is-not-answering"), t("talk.your-changes-are-kept-in-this-2"), rid);
  if (response.status === 413) return new Problem(kind, t("talk.this-transcript-is-too-large"), t("talk.choose-the-text-of-this-visit"), rid);
  return new Problem(kind, t("common.this-could-not-be-done"), t("talk.answered", { status: response.status }), rid);
}

/** The first element of an answer of HTML. It comes from our own templates, which escape everything. */
export async function fragment(response) {
  return new DOMParser().parseFromString(await response.text(), "text/html").body.firstElementChild;
}
