// What the figures may use: everything that the parts of this folder export.

export * from "./arithmetic.js";
export * from "./glide.js";
export * from "./elements.js";
export * from "./marks.js";
export * from "./figure.js";
export * from "./hand.js";
export * from "./controls.js";
export * from "./person.js";
export * from "./tasks.js";
export * from "./layout.js";
export * from "./curve_hands.js";
