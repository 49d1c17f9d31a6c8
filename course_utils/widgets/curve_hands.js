// A sigmoid that is held at two places: each hand moves the curve where it is and leaves it as it is at the other.

import { logit, sigmoid } from "./arithmetic.js";
import { setTrait } from "./elements.js";
import { handle } from "./hand.js";

const SURE = 0.997; // a hand near the edge of the picture asks for no more

/**
 * Two handles on the curve sigmoid(weight · x + bias) of `picture`, bound to the traits weight and bias of the
 * model, which stay within `ranges`. Call the result whenever the curve is drawn.
 */
export function curveHands(picture, model, ranges) {
  const places = [0.3, 0.7].map((share) => picture.x[0] + share * (picture.x[1] - picture.x[0]));
  const z = (x) => model.get("weight") * x + model.get("bias");
  const hands = places.map((x, i) => handle(picture, {
    ways: "y",
    move: ([, p]) => {
      const other = places[1 - i];
      const asked = logit(Math.min(Math.max(p, 1 - SURE), SURE));
      const weight = (asked - z(other)) / (x - other);
      const [next, rest] = [weight, asked - weight * x].map((value) => Number(value.toFixed(3)));
      const within = (value, [low, high]) => value >= low && value <= high;
      if (!within(next, ranges.weight) || !within(rest, ranges.bias)) return;
      setTrait(model, "weight", next);
      setTrait(model, "bias", rest);
    },
  }));
  return () => hands.forEach((hand, i) => hand.place(places[i], sigmoid(z(places[i]))));
}
