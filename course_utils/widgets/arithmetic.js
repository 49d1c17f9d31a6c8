// The arithmetic that a browser must do without Python, in float64.

export function sigmoid(z) {
  const small = Math.exp(-Math.abs(z)); // never above 1: cannot overflow
  return z >= 0 ? 1 / (1 + small) : small / (1 + small);
}

export function logit(p) {
  return Math.log(p) - Math.log1p(-p);
}

/** Mean cross-entropy of sigmoid(w x + b), plus weight decay / 2 · w². */
export function bceLoss(w, b, x, y, decay = 0) {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const z = w * x[i] + b;
    sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - y[i] * z;
  }
  return sum / x.length + (decay / 2) * w * w;
}

/** One step of gradient descent; returns the new [w, b]. */
export function descentStep(w, b, x, y, lr, decay = 0) {
  let gradW = 0;
  let gradB = 0;
  for (let i = 0; i < x.length; i++) {
    const error = sigmoid(w * x[i] + b) - y[i];
    gradW += error * x[i];
    gradB += error;
  }
  return [w - lr * (gradW / x.length + decay * w), b - (lr * gradB) / x.length];
}

/** Of those who test positive, the share that is positive; NaN where nobody does. */
export function predictiveValue(prevalence, sensitivity, specificity) {
  const truePositives = prevalence * sensitivity;
  return truePositives / (truePositives + (1 - prevalence) * (1 - specificity));
}

/** Cost per person of a threshold's errors. */
export function expectedCost(falsePositiveRate, recall, costFp, costFn, prevalence) {
  return costFp * (1 - prevalence) * falsePositiveRate + costFn * prevalence * (1 - recall);
}

/** Where both classes of the course's data occur: [start, end] of the overlap on 0…10. */
export function overlapInterval(overlap) {
  return [(10 - overlap) / 2, (10 + overlap) / 2];
}

/** The error that no rule can beat, for classes of equal size: half of the share within the overlap. */
export function bayesError(overlap) {
  return (0.5 * overlap) / overlapInterval(overlap)[1];
}

/** x of n negatives and n positives, in PyTorch's float32 steps, from the numbers torch.rand gave. */
export function overlappingClasses(uniforms, n, overlap) {
  const [start, end] = overlapInterval(overlap);
  const times = (factor) => (u) => Math.fround(Math.fround(u) * Math.fround(factor));
  return {
    negatives: uniforms.slice(0, n).map(times(end)),
    positives: uniforms.slice(n, 2 * n).map(times(10 - start)).map((x) => Math.fround(x + Math.fround(start))),
  };
}

/** The four counts among n people, whole: first the infected, then those found, then the false alarms. */
export function peopleCounts(n, prevalence, sensitivity, specificity) {
  const whole = (value) => Math.floor(value + 0.5);
  const infected = whole(n * prevalence);
  const tp = whole(infected * sensitivity);
  const fp = whole((n - infected) * (1 - specificity));
  return { tp, fn: infected - tp, fp, tn: n - infected - fp };
}

/** 1 if one cut on x tells the classes apart, 0.5 if they touch in one point, 0 if they overlap. */
export function separability(x, y) {
  const of = (label) => x.filter((_, i) => y[i] === label);
  const [negatives, positives] = [of(0), of(1)];
  const gap = Math.max(
    Math.min(...positives) - Math.max(...negatives), Math.min(...negatives) - Math.max(...positives),
  );
  return gap > 0 ? 1 : gap === 0 ? 0.5 : 0;
}

/**
 * Weight and bias of the sigmoid with the least sum of −log for these people, and that sum, by Newton's method. Where
 * one cut tells the classes apart there is none: weight and bias are NaN, and the sum is what ever steeper curves come to.
 */
export function bestFit(x, y) {
  if (separability(x, y)) {
    const edge = x.filter((_, i) => y[i] === 0).find((at) => x.some((other, k) => y[k] === 1 && other === at));
    const shared = y.filter((_, i) => x[i] === edge);
    const share = shared.reduce((sum, label) => sum + label, 0) / shared.length;
    const sum = shared.length ? -shared.length * (share * Math.log(share) + (1 - share) * Math.log(1 - share)) : 0;
    return { weight: NaN, bias: NaN, sum };
  }
  let [w, b, sum] = [0, 0, x.length * bceLoss(0, 0, x, y)];
  for (let i = 0; i < 50; i++) {
    let [gw, gb, hww, hwb, hbb] = [0, 0, 0, 0, 0];
    x.forEach((at, k) => {
      const p = sigmoid(w * at + b);
      const [error, bend] = [p - y[k], p * (1 - p)];
      gw += error * at;
      gb += error;
      hww += bend * at * at;
      hwb += bend * at;
      hbb += bend;
    });
    const det = hww * hbb - hwb * hwb;
    const [dw, db] = [(hbb * gw - hwb * gb) / det, (hww * gb - hwb * gw) / det];
    let next = NaN;
    for (let part = 1; part > 1e-9 && !(next <= sum); part /= 2) { // shorter, where the whole step leads too far
      next = x.length * bceLoss(w - part * dw, b - part * db, x, y);
      if (next <= sum) [w, b] = [w - part * dw, b - part * db];
    }
    if (!(sum - next > 1e-12 * sum)) break;
    sum = next;
  }
  return { weight: w, bias: b, sum };
}

/** n evenly spaced numbers from a to b. */
export function linspace(a, b, n) {
  return Array.from({ length: n }, (_, i) => a + ((b - a) * i) / (n - 1));
}

/** About n round numbers from low to high. */
export function niceTicks(low, high, n = 5) {
  const rough = (high - low) / n;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) ticks.push(i * step);
  return ticks;
}

/** The first of 1, 1.5, 2, 3, 5, 7 times a power of ten that is not below the value: an upper end for an axis. */
export function niceCeiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 5, 7, 10].map((factor) => factor * power).find((candidate) => candidate >= value * 0.999999);
}

/** At most n of the values, evenly chosen, the first and the last among them; the newest `recent` are all kept. */
export function thinned(values, n, recent = 0) {
  if (values.length <= n) return values;
  const old = values.length - recent;
  const kept = linspace(0, old - 1, n - recent).map((at) => values[Math.round(at)]);
  return [...kept, ...values.slice(old)];
}

/** A number with `digits` decimals and a true minus sign; a dash where it does not exist. */
export function format(value, digits = 3) {
  if (!Number.isFinite(value)) return value === Infinity ? "∞" : value === -Infinity ? "−∞" : "–";
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text.replace("-", "−");
}

/** A number as short as its digits allow, with a true minus sign. */
export function shortNumber(value) {
  return String(Number(value.toPrecision(6))).replace("-", "−");
}

/**
 * The number that somebody typed, whatever minus sign or unit stands with it; NaN if there is none. A comma may be
 * that of a decimal or stand between thousands: where it can be both, what lies within `range` is meant.
 */
export function readNumber(text, [low, high] = [-Infinity, Infinity]) {
  const plain = text.replace(/[−–]/g, "-");
  const first = (digits) => Number(digits.match(/-?(\d+\.?\d*|\.\d+)(e-?\d+)?/i)?.[0] ?? NaN);
  const thousands = /(^|[^\d.,])[1-9]\d{0,2}(,\d{3})+(?![\d,])/.test(plain) ? [first(plain.replaceAll(",", ""))] : [];
  const possible = [...thousands, first(plain.replace(",", "."))];
  return possible.find((value) => value >= low && value <= high) ?? possible[0];
}
