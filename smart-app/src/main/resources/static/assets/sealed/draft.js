// The note of a sealed visit: drafted in this page by the engine that comes with it, reviewed here, and released only by hand.

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
    this.orders = draft.orders;
    this.flags = draft.flags;
    this.#render();
  }

  get statements() {
    return this.sections.flatMap((section) => section.paragraphs.flatMap((paragraph) => paragraph.statements)).filter((statement) => !statement.dropped);
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
    if (this.codes.length > 0) this.place.append(element("h3", "", "Codes"));
    for (const code of this.codes) this.place.append(this.#code(code));
    if (this.orders.length > 0) {
      this.place.append(element("h3", "", "Orders that were spoken of"));
      for (const order of this.orders) this.place.append(element("p", "", nameOf(order)));
      this.place.append(element("p", "hint", "Orders are not released: order them in the EHR."));
    }
  }

  #line(statement) {
    const line = element("div", "line" + (statement.evidence.length === 0 ? " unsupported" : ""));
    const words = element("p", "statement", statement.text);
    words.dataset.testid = "sealed-statement";
    words.contentEditable = "plaintext-only";
    words.setAttribute("role", "textbox");
    words.setAttribute("aria-label", "Statement");
    words.addEventListener("focus", () => this.lit(statement.evidence));
    words.addEventListener("input", () => {
      statement.text = words.textContent.replace(/\s+/g, " ").trim();
      statement.edited = true;
    });
    const drop = element("button", "quiet", "Remove");
    drop.type = "button";
    drop.setAttribute("aria-label", `Remove: ${statement.text}`);
    drop.addEventListener("click", () => {
      statement.dropped = true;
      line.remove();
    });
    line.append(words, drop);
    return line;
  }

  #code(code) {
    const label = element("label", "code");
    const box = element("input");
    box.type = "checkbox";
    box.checked = code.kept;
    box.addEventListener("change", () => (code.kept = box.checked));
    label.append(box, ` ${code.code} ${code.display ?? ""}`);
    return label;
  }

  /** @param whole whether all of the conversation goes along, or the utterances that the note rests on */
  released(whole) {
    const sections = this.sections
      .map((section) => ({
        code: section.code,
        title: section.title,
        paragraphs: section.paragraphs
          .map(({ label, bullets, statements }) => ({ label, bullets, statements: statements.filter((one) => !one.dropped && one.text).map(statementOf) }))
          .filter((paragraph) => paragraph.statements.length > 0),
      }))
      .filter((section) => section.paragraphs.length > 0);
    const codes = this.codes.filter((code) => code.kept).map(({ code, display, confidence, rule, reason, evidence }) => ({ code, display, confidence, rule, reason, evidence: evidence.filter(isSaid) }));
    const rested = new Set([...this.statements, ...codes].flatMap((one) => one.evidence).map((piece) => piece.utterance));
    const utterances = this.utterances.filter(({ id }) => whole || rested.has(id)).map(({ id, speaker, text }) => ({ id, speaker, text }));
    return { type: this.type, sections, codes, utterances };
  }
}

const isSaid = (piece) => typeof piece.utterance === "string";
const statementOf = ({ text, evidence, edited }) => ({ text, evidence: evidence.filter(isSaid).map(({ utterance, start, end }) => ({ utterance, start, end })), ...(edited && { edited }) });
