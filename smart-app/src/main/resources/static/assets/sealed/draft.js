// The note of a sealed visit: drafted in this page by the engine that comes with it, reviewed here, and released only by hand.

import { t } from "../words.js";

/** The engine, or null where this installation has none. */
export async function loadEngine() {
  try {
    const module = await import("../scribe/engine.js");
    return await module.load(new URL("../scribe/", import.meta.url).href);
  } catch {
    return null;
  }
}

/** What the engine is given: utterances whose ids its evidence names. */
export const wordsOf = (utterances) => utterances.map(({ id, speaker, text }) => ({ id, speaker, text }));

/** Statements that the engine wrote into one paragraph, together. */
function paragraphsOf(statements) {
  const paragraphs = [];
  for (const { text, paragraph, label = "", bullet = false, evidence } of statements) {
    if (paragraphs.at(-1)?.number !== paragraph) paragraphs.push({ number: paragraph, label, bullets: bullet, statements: [] });
    paragraphs.at(-1).statements.push({ text, evidence });
  }
  return paragraphs;
}

const nameOf = ({ name, text, dose, route, frequency }) => text ?? [name, dose, route, frequency].filter(Boolean).join(" ");

const element = (name, className = "", text = "") => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};

/** The draft as it stands, with what the clinician changed. */
export class Review {
  /**
   * @param draft of the engine; its utterances are those it heard, without what is off the record
   * @param lit called with the evidence of the statement that is looked at
   */
  constructor(place, draft, lit) {
    Object.assign(this, { place, lit, type: draft.type, utterances: draft.utterances });
    this.sections = draft.sections.map(({ code, title, statements }) => ({ code, title, paragraphs: paragraphsOf(statements) }));
    this.codes = draft.codes.map((code) => ({ ...code, kept: true }));
    this.orders = draft.orders.map((order) => ({ ...order, kept: true }));
    this.level = draft.level;
    this.flags = draft.flags;
    this.#render();
  }

  get statements() {
    return this.sections.flatMap((section) => section.paragraphs.flatMap((paragraph) => paragraph.statements)).filter((statement) => !statement.dropped);
  }

  /** Whether the clinician did something that another draft would lose. */
  get changed() {
    const statements = this.sections.flatMap((section) => section.paragraphs.flatMap((paragraph) => paragraph.statements));
    return statements.some((statement) => statement.edited || statement.dropped) || [...this.codes, ...this.orders].some((part) => !part.kept);
  }

  #render() {
    this.place.replaceChildren();
    for (const flag of this.flags) this.place.append(element("p", "warning", flag.message));
    for (const section of this.sections) {
      this.place.append(element("h3", "", section.title));
      for (const paragraph of section.paragraphs) {
        if (paragraph.label) this.place.append(element("h4", "", paragraph.label));
        for (const statement of paragraph.statements) this.place.append(this.#line(statement));
      }
    }
    if (this.codes.length > 0) this.place.append(element("h3", "", t("sealed.codes")));
    for (const code of this.codes) this.place.append(this.#kept(code, `${code.code} ${code.display ?? ""}`, "sealed-code"));
    if (this.orders.length > 0) {
      this.place.append(element("h3", "", t("sealed.orders-that-were-spoken-of")));
      for (const order of this.orders) this.place.append(this.#kept(order, nameOf(order), "sealed-order"));
      this.place.append(element("p", "hint", t("sealed.nothing-is-ordered-here-a-released")));
    }
    if (this.level) this.place.append(element("h3", "", t("sealed.level-of-the-visit")), element("p", "", t("sealed.mdm", { level: this.level.level })));
  }

  #line(statement) {
    const line = element("div", "line" + (statement.evidence.length === 0 ? " unsupported" : ""));
    const words = element("p", "statement", statement.text);
    words.dataset.testid = "sealed-statement";
    words.contentEditable = "plaintext-only";
    words.spellcheck = false;
    words.setAttribute("writingsuggestions", "false");
    words.setAttribute("role", "textbox");
    words.setAttribute("aria-label", t("sealed.statement"));
    words.addEventListener("focus", () => this.lit(statement.evidence));
    words.addEventListener("input", () => {
      statement.text = words.textContent.replace(/\s+/g, " ").trim();
      statement.edited = true;
    });
    const drop = element("button", "quiet", t("sealed.remove"));
    drop.type = "button";
    drop.setAttribute("aria-label", t("sealed.remove-line", { words: statement.text }));
    drop.addEventListener("click", () => {
      statement.dropped = true;
      line.remove();
    });
    line.append(words, drop);
    return line;
  }

  /** A line that can be left out of what is released. */
  #kept(part, words, testId) {
    const label = element("label", "code");
    const box = element("input");
    box.type = "checkbox";
    box.dataset.testid = testId;
    box.checked = part.kept;
    box.addEventListener("change", () => (part.kept = box.checked));
    label.append(box, ` ${words}`);
    return label;
  }

  /**
   * @param whole whether all of the conversation goes along, or the utterances that what is released rests on
   * @param parts beside the note: {@code codes}, {@code level}, {@code orders}, each true or not
   */
  released(whole, parts) {
    const sections = this.sections
      .map((section) => ({
        code: section.code,
        title: section.title,
        paragraphs: section.paragraphs
          .map(({ label, bullets, statements }) => ({ label, bullets, statements: statements.filter((one) => !one.dropped && one.text).map(statementOf) }))
          .filter((paragraph) => paragraph.statements.length > 0),
      }))
      .filter((section) => section.paragraphs.length > 0);
    const codes = parts.codes ? this.codes.filter((code) => code.kept).map(({ code, display, confidence, rule, reason, evidence }) => ({ code, display, confidence, rule, reason, evidence: said(evidence) })) : [];
    const orders = parts.orders ? this.orders.filter((order) => order.kept).map(({ kept, ...order }) => ({ ...order, evidence: said(order.evidence) })) : [];
    const level = parts.level && this.level ? levelOf(this.level) : undefined;
    const statements = sections.flatMap((section) => section.paragraphs.flatMap((paragraph) => paragraph.statements));
    const rested = new Set([...statements, ...codes, ...orders, ...restsOf(level)].flatMap((one) => one.evidence).map((piece) => piece.utterance));
    const utterances = this.utterances.filter(({ id }) => whole || rested.has(id)).map(({ id, speaker, text }) => ({ id, speaker, text }));
    return { type: this.type, sections, codes, orders, ...(level && { level }), utterances };
  }
}

const COLUMNS = ["problems", "data", "risk"];

/** The level with its columns, each element with what was said of it. */
function levelOf({ level, missingForNext, time, ...columns }) {
  const made = { level, missingForNext };
  for (const name of COLUMNS) made[name] = { level: columns[name].level, elements: columns[name].elements.map(({ text, evidence }) => ({ text, evidence: said(evidence) })) };
  return time ? { ...made, time: { ...time, evidence: said(time.evidence) } } : made;
}

const restsOf = (level) => (level ? [...COLUMNS.flatMap((name) => level[name].elements), ...(level.time ? [level.time] : [])] : []);
const said = (evidence) => evidence.filter((piece) => typeof piece.utterance === "string").map(({ utterance, start, end }) => ({ utterance, start, end }));
const statementOf = ({ text, evidence, edited }) => ({ text, evidence: said(evidence), ...(edited && { edited }) });
