// The demo EHR's window as the peer of SMART Web Messaging 1.0.0: it answers the app in its frame and nobody else, keeps a
// scratchpad for as long as the page is open, and shows the screens that the app asks for.

const frame = document.querySelector("iframe[name=app]");
const pad = document.getElementById("scratchpad");
const { app, messaging } = document.body.dataset;
const scratchpad = new Map();
let activity = "";

const words = (resource) => {
  const concept = resource.code ?? resource.medicationCodeableConcept ?? {};
  return [concept.text, ...(concept.coding ?? []).map((one) => one.code)].filter(Boolean).join(" · ") || resource.resourceType;
};

function show() {
  const heading = document.createElement("h2");
  heading.textContent = activity || "Scratchpad";
  const list = document.createElement("ul");
  for (const [place, resource] of scratchpad) {
    const line = document.createElement("li");
    line.dataset.place = place;
    line.textContent = words(resource);
    list.append(line);
  }
  pad.replaceChildren(heading, list);
  pad.hidden = !scratchpad.size && !activity;
}

const refused = (status, diagnostics) => ({ status, outcome: { resourceType: "OperationOutcome", issue: [{ severity: "error", code: "invalid", diagnostics }] } });
const failed = (text) => ({ status: "error", statusDetail: { text } });

function create({ resource }) {
  if (typeof resource?.resourceType !== "string") return refused("400 Bad Request", "There is no resource.");
  const id = crypto.randomUUID();
  const location = `${resource.resourceType}/${id}`;
  scratchpad.set(location, { ...resource, id });
  return { status: "201 Created", location };
}

function update({ location, resource }) {
  if (!scratchpad.has(location)) return refused("404 Not Found", "This is not on the scratchpad.");
  if (`${resource?.resourceType}/${resource?.id}` !== location) return refused("400 Bad Request", "Location and resource do not agree.");
  scratchpad.set(location, resource);
  return { status: "200 OK", location };
}

function remove({ location }) {
  return scratchpad.delete(location) ? { status: "200 OK" } : refused("404 Not Found", "This is not on the scratchpad.");
}

function read({ location }) {
  if (location !== undefined) {
    const resource = scratchpad.get(location);
    return resource ? { status: "200 OK", location, resource } : refused("404 Not Found", "This is not on the scratchpad.");
  }
  return { status: "200 OK", scratchpad: { resourceType: "Bundle", type: "collection", entry: [...scratchpad.values()].map((resource) => ({ resource })) } };
}

const ACTIVITIES = {
  "problem-review": ({ problemLocation }) => [problemLocation],
  "order-review": ({ draftOrderLocations }) => draftOrderLocations,
};

function launch({ activityType, activityParameters }) {
  const places = ACTIVITIES[activityType]?.(activityParameters ?? {});
  if (!places) return failed("The demo EHR has no such screen.");
  if (!Array.isArray(places) || !places.every((place) => scratchpad.has(place))) return failed("What is to be reviewed is not on the scratchpad.");
  activity = activityType === "problem-review" ? "Review problems" : "Review orders";
  pad.scrollIntoView();
  return { status: "success" };
}

/** The app is done: its place is empty again, and the chart shows what was filed. */
function done() {
  activity = "";
  if (frame.classList.contains("beside")) frame.hidden = true;
  frame.src = "/demo-ehr/empty";
  return { status: "success" };
}

const ANSWERS = {
  "status.handshake": () => ({}),
  "scratchpad.create": create,
  "scratchpad.update": update,
  "scratchpad.delete": remove,
  "scratchpad.read": read,
  "ui.done": done,
  "ui.launchActivity": launch,
};

window.addEventListener("message", ({ data, origin, source }) => {
  if (origin !== app || source !== frame.contentWindow || typeof data?.messageId !== "string") return;
  if (data.messagingHandle !== messaging) return;
  const answer = ANSWERS[data.messageType] ?? (() => refused("400 Bad Request", "The demo EHR does not know this message."));
  const payload = answer(data.payload ?? {});
  show();
  source.postMessage({ messageId: crypto.randomUUID(), responseToMessageId: data.messageId, payload }, origin);
});

document.addEventListener("submit", ({ target }) => {
  if (target.target === "app") frame.hidden = false;
});
