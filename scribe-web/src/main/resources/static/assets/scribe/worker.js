// The engine's thread. Its parts come after the first message, so that none is missed.

let engine = null;

async function load() {
  const rules = fetch(new URL('rules.json', import.meta.url)).then((answer) => {
    if (!answer.ok) throw new Error(`rules.json: ${answer.status}`);
    return answer.json();
  });
  const [scribe, files] = await Promise.all([import('./scribe.js'), rules]);
  engine = scribe.load((name) => files[name]);
}

function draft({ transcript, type, date }) {
  if (typeof transcript === 'string') return engine.draftText(transcript, type, date);
  const all = (part) => transcript.map((utterance) => String(utterance[part]));
  return engine.draftUtterances(all('id'), all('speaker'), all('text'), type, date);
}

// A failure is told by name alone: its message might repeat what was said.
addEventListener('message', async ({ data }) => {
  const { id } = data;
  if (data.load) {
    await load().then(() => postMessage({ id }), () => postMessage({ id, failure: 'load' }));
    return;
  }
  try {
    postMessage({ id, json: draft(data) });
  } catch {
    postMessage({ id, failure: 'draft' });
  }
});
