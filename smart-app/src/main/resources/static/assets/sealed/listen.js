// The thread of the speech recognition: samples in, words out. It is given the folder of its files first.

let model = null;

async function load(base) {
  const { MoonshineModel, Settings } = await import(new URL("moonshine.min.js", base).href);
  Object.assign(Settings.BASE_ASSET_PATH, { MOONSHINE: base, ONNX_RUNTIME: base, SILERO_VAD: base });
  model = new MoonshineModel("model/tiny");
  await model.loadModel();
}

/** One at a time, in order. */
let last = Promise.resolve();

addEventListener("message", ({ data }) => {
  last = last.then(async () => {
    try {
      if (data.base) {
        await load(data.base);
        postMessage({ ready: true });
      } else {
        postMessage({ words: (await model.generate(data.samples)).trim() });
      }
    } catch {
      postMessage({ failed: true }); // Its message might tell what was heard.
    }
  });
});
