// The words of the modules, in the language of the page: one JSON for each language, beside the modules. A value is a text, or its
// plural forms by the categories of Intl.PluralRules, of which {n} chooses.

const language = document.documentElement.lang || "en";
const words = await (await fetch(new URL(`lang/${language}.json`, import.meta.url))).json();
const plural = new Intl.PluralRules(language);

/** The text of a key, with its values in place of {name}. */
export function t(key, values = {}) {
  const found = words[key];
  if (found === undefined) throw new Error(`there are no words for ${key}`);
  const text = typeof found === "string" ? found : found[plural.select(values.n)] ?? found.other;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
