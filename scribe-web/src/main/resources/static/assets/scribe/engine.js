// The scribe in this browser: it drafts in a worker, so that the page stays awake, and no word leaves the device.
// The shape of a draft is in the Javadoc of VisitDraft and in docs/scribe.md.

/**
 * Loads the engine, about 0.4 MB as it is transferred, and starts it, which takes seconds: a page asks for it ahead of the first draft.
 *
 * @param {string} [baseUrl] of the folder that this module lies in
 * @returns {Promise<{draft: function, close: function}>} rejects when a part cannot be had
 */
export async function load(baseUrl = new URL('.', import.meta.url).href) {
  const folder = new URL(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`, document.baseURI);
  const worker = new Worker(new URL('worker.js', folder), { type: 'module' });
  const waiting = new Map();
  let last = 0;
  let ended = null;

  function fail(why) {
    ended = why;
    worker.terminate();
    for (const { reject } of waiting.values()) reject(why);
    waiting.clear();
  }

  function answered({ data: { id, json, failure } }) {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (failure) return reject(coded(failure, failure === 'load' ? 'the scribe cannot be loaded' : 'the draft failed'));
    const draft = json ? JSON.parse(json) : null;
    return draft?.error ? reject(coded(draft.error.code, draft.error.message)) : resolve(draft);
  }

  function ask(question) {
    if (ended) return Promise.reject(ended);
    last += 1;
    const id = last;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, ...question });
    });
  }

  worker.addEventListener('message', answered);
  worker.addEventListener('error', () => fail(coded('load', 'the scribe cannot be loaded')));
  await ask({ load: true });

  return {
    /**
     * @param {string | {id: string, speaker: string, text: string}[]} transcript plain text, or utterances whose ids the
     *     evidence is to name; speaker is clinician, patient, guest or unknown
     * @param {{type?: string, date?: string}} [options] type of note, soap if none; day of service, 2026-03-04
     * @returns {Promise<object>} the draft; rejects with an Error whose `code` is transcript, off-the-record, type, date,
     *     draft or closed
     */
    draft(transcript, { type = '', date = '' } = {}) {
      return ask({ transcript, type, date });
    },

    /** Ends the worker, and with it all that it holds of a visit. */
    close() {
      fail(coded('closed', 'the scribe was closed'));
    },
  };
}

function coded(code, message) {
  return Object.assign(new Error(message), { code });
}
