"""What every figure that lives in the browser is made of; `base` is its Python side, `shared.js` the other."""
