// What a notebook file keeps of its live figures: the picture of each, and how to wake it. JupyterLab and Notebook, the
// classic one too, would keep the id of a model that lives no longer than the kernel, and show an error in its place
// the next day.
// A page that is read again beside the same kernel finds its figures alive: the models are still there.

const VIEW = "application/vnd.jupyter.widget-view+json";
const MODEL = "live_figure"; // in an output's metadata: the id of the model that it showed
const DONE = Symbol.for("course_utils: saves pictures of live figures");

/** The outputs that are saved for one: a live figure as its picture, or its text, and a sentence below. */
function asleep(output) {
  const { [VIEW]: view, ...data } = output.data ?? {};
  if (!view) return [output];
  const note = "image/png" in data
    ? "This is a still picture of a live figure. Run this cell to wake it."
    : "What was here can be used again once you run this cell.";
  return [
    { ...output, data, metadata: { ...output.metadata, [MODEL]: view.model_id } },
    {
      output_type: "display_data",
      data: { "text/markdown": `*${note}*`, "text/plain": note },
      metadata: { [MODEL]: view.model_id },
    },
  ];
}

/** The outputs of a cell in which the figures are alive again whose models `lives` knows. */
function awake(outputs, lives) {
  return outputs.flatMap((output) => {
    const model = output.metadata?.[MODEL];
    if (!model || !lives(model)) return [output];
    if ("text/markdown" in output.data) return []; // the sentence below it
    const { [MODEL]: _, ...metadata } = output.metadata;
    const view = { version_major: 2, version_minor: 0, model_id: model };
    return [{ ...output, data: { ...output.data, [VIEW]: view }, metadata }];
  });
}

/** Let the notebook of this widget manager be saved with pictures; where there is none (a console, a page) do nothing. */
export function savePictures(manager) {
  // in the classic notebook one page is one notebook, and the page knows it
  const notebook = manager?.context?.model ?? globalThis.Jupyter?.notebook;
  if (typeof notebook?.toJSON !== "function") return;
  const owner = Object.isExtensible(notebook) ? notebook : Object.getPrototypeOf(notebook); // the classic one is sealed
  if (!owner[DONE]) {
    owner[DONE] = true;
    const toJSON = owner.toJSON.bind(notebook);
    owner.toJSON = () => {
      const saved = toJSON();
      const cells = saved.cells?.map((cell) => (cell.outputs ? { ...cell, outputs: cell.outputs.flatMap(asleep) } : cell));
      return { ...saved, cells };
    };
  }
  setTimeout(() => {
    for (const cell of notebook.cells ?? []) {
      const outputs = cell.outputs?.toJSON() ?? [];
      if (outputs.some((output) => output.metadata?.[MODEL] && manager.has_model(output.metadata[MODEL]))) {
        cell.outputs.fromJSON(awake(outputs, (model) => manager.has_model(model)));
      }
    }
  });
}
