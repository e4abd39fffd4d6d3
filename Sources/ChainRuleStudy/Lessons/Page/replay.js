"use strict";

// Computes the operations of a tape again. A tensor is { shape, data }, with the data in row-major order.
const Replay = (() => {
  const count = (shape) => shape.reduce((product, length) => product * length, 1);

  const map = (f, ...xs) => ({
    shape: xs[0].shape,
    data: xs[0].data.map((_, place) => f(...xs.map((x) => x.data[place]))),
  });

  const strides = (shape) => {
    const steps = shape.map(() => 1);
    for (let axis = shape.length - 2; axis >= 0; axis--) steps[axis] = steps[axis + 1] * shape[axis + 1];
    return steps;
  };

  /** The tensor of a shape whose element at each index is `f(index)`. */
  const build = (shape, f) => {
    const data = new Array(count(shape));
    const index = shape.map(() => 0);
    for (let place = 0; place < data.length; place++) {
      data[place] = f(index);
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        if (++index[axis] < shape[axis]) break;
        index[axis] = 0;
      }
    }
    return { shape, data };
  };

  /** The element at an index of a shape to which the tensor is broadcast. */
  const at = (x, index) => {
    const steps = strides(x.shape);
    const skipped = index.length - x.shape.length;
    let place = 0;
    x.shape.forEach((length, axis) => { if (length > 1) place += steps[axis] * index[skipped + axis]; });
    return x.data[place];
  };

  const broadcast = (x, shape) => build(shape, (index) => at(x, index));

  const reduce = (x, axes, keeps, first, f) => {
    const along = axes ?? x.shape.map((_, axis) => axis);
    const kept = x.shape.map((length, axis) => (along.includes(axis) ? 1 : length));
    const steps = strides(kept);
    const data = new Array(count(kept)).fill(first);
    build(x.shape, (index) => {
      const place = index.reduce((sum, i, axis) => sum + (along.includes(axis) ? 0 : i * steps[axis]), 0);
      data[place] = f(data[place], at(x, index));
    });
    return { shape: keeps ? kept : x.shape.filter((_, axis) => !along.includes(axis)), data };
  };

  const sum = (x, axes, keeps) => reduce(x, axes, keeps, 0, (a, b) => a + b);
  const max = (x, axes, keeps) => reduce(x, axes, keeps, -Infinity, Math.max);
  const mean = (x, axes, keeps) => {
    const total = sum(x, axes, keeps);
    return map((value) => (value * count(total.shape)) / count(x.shape), total);
  };

  const matmul = (a, b) => {
    const [rows, inner] = a.shape.slice(-2);
    const columns = b.shape[b.shape.length - 1];
    const rank = Math.max(a.shape.length, b.shape.length);
    const batch = [];
    for (let back = rank; back > 2; back--) {
      batch.push(Math.max(a.shape[a.shape.length - back] ?? 1, b.shape[b.shape.length - back] ?? 1));
    }
    return build([...batch, rows, columns], (index) => {
      const outer = index.slice(0, -2);
      const [row, column] = index.slice(-2);
      let total = 0;
      for (let k = 0; k < inner; k++) total += at(a, [...outer, row, k]) * at(b, [...outer, k, column]);
      return total;
    });
  };

  const sigmoid = (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
  const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

  /** What softmax and its logarithm are made of: the largest element, and the exponentials' sum below it. */
  const shifted = (x, axes) => {
    const shift = map((m) => (Number.isFinite(m) ? m : 0), max(x, axes, true));
    const moved = map((a, b) => a - b, x, broadcast(shift, x.shape));
    const exponentials = sum(map(Math.exp, moved), axes, true);
    const total = broadcast(map((s) => (s === 0 ? 1 : s), exponentials), x.shape);
    return { moved, total, shift, sum: exponentials };
  };
  const softmax = (x, axes) => {
    const { moved, total } = shifted(x, axes);
    return map((a, s) => Math.exp(a) / s, moved, total);
  };
  const logSoftmax = (x, axes) => {
    const { moved, total } = shifted(x, axes);
    return map((a, s) => a - Math.log(s), moved, total);
  };

  const reduced = (losses, reduction) =>
    reduction === "mean" ? mean(losses) : reduction === "sum" ? sum(losses) : losses;

  const elementwise = {
    add: (x, y) => x + y,
    subtract: (x, y) => x - y,
    multiply: (x, y) => x * y,
    divide: (x, y) => x / y,
    negate: (x) => -x,
    exp: Math.exp,
    log: Math.log,
    sigmoid,
    softplus,
    tanh: Math.tanh,
    relu: (x) => (x <= 0 ? 0 : x),
    square: (x) => x * x,
    sqrt: Math.sqrt,
    abs: Math.abs,
    sign: Math.sign,
    sin: Math.sin,
    cos: Math.cos,
    power: Math.pow,
    maximum: Math.max,
    minimum: Math.min,
    select: (mask, x, y) => (mask !== 0 ? x : y),
    greater: (x, y) => Number(x > y),
    greaterOrEqual: (x, y) => Number(x >= y),
    less: (x, y) => Number(x < y),
    lessOrEqual: (x, y) => Number(x <= y),
    equal: (x, y) => Number(x === y),
    notEqual: (x, y) => Number(x !== y),
  };

  /** The other operations, given what their types state and the shape of the output. */
  const others = {
    constantPower: (o, shape, x) => map((a) => Math.pow(a, o.number), x),
    leakyReLU: (o, shape, x) => map((a) => (a > 0 ? a : o.number * a), x),
    elu: (o, shape, x) => map((a) => (a > 0 ? a : o.number * Math.expm1(a)), x),
    matmul: (o, shape, a, b) => matmul(a, b),
    dot: (o, shape, a, b) => sum(map((x, y) => x * y, a, b)),
    addBias: (o, shape, x, b) => build(shape, (index) => at(x, index) + b.data[index[1 - o.samplesAxis]]),
    sum: (o, shape, x) => sum(x, o.axes, o.keepsAxes),
    mean: (o, shape, x) => mean(x, o.axes, o.keepsAxes),
    max: (o, shape, x) => max(x, o.axes, o.keepsAxes),
    logSumExp: (o, shape, x) => {
      const parts = shifted(x, o.axes);
      return { shape, data: map((m, s) => m + Math.log(s), parts.shift, parts.sum).data };
    },
    softmax: (o, shape, x) => softmax(x, o.axes),
    logSoftmax: (o, shape, x) => logSoftmax(x, o.axes),
    transpose: (o, shape, x) => build(shape, (index) => {
      const [row, column] = index.slice(-2);
      return at(x, [...index.slice(0, -2), column, row]);
    }),
    permute: (o, shape, x) => build(shape, (index) => at(x, o.order.map((_, axis) => index[o.order.indexOf(axis)]))),
    reshape: (o, shape, x) => ({ shape, data: x.data }),
    broadcast: (o, shape, x) => broadcast(x, shape),
    stopGradient: (o, shape, x) => x,
    slice: (o, shape, x) =>
      build(shape, (index) => at(x, index.map((i, axis) => (axis === o.axis ? o.start + i * o.step : i)))),
    concatenate: (o, shape, ...parts) => build(shape, (index) => {
      const inner = [...index];
      let part = 0;
      while (inner[o.axis] >= parts[part].shape[o.axis]) inner[o.axis] -= parts[part++].shape[o.axis];
      return at(parts[part], inner);
    }),
    pad: (o, shape, x) => build(shape, (index) => {
      const inner = [...index];
      for (const { axis, before, between } of o.padding) inner[axis] = (index[axis] - before) / (between + 1);
      const isInside = inner.every((i, axis) => Number.isInteger(i) && i >= 0 && i < x.shape[axis]);
      return isInside ? at(x, inner) : o.number;
    }),
    halfSquaredError: (o, shape, x, y) => map((s) => s / 2, sum(map((a, b) => (a - b) ** 2, x, y))),
    meanSquaredError: (o, shape, x, y) => mean(map((a, b) => (a - b) ** 2, x, y)),
    softmaxCrossEntropy: (o, shape, z, y) => {
      const classes = [o.samplesAxis === undefined ? 0 : 1 - o.samplesAxis];
      const terms = map((p, l) => (p === 0 ? 0 : -p * l), y, logSoftmax(z, classes));
      return reduced(sum(terms, classes, false), o.reduction);
    },
    binaryCrossEntropy: (o, shape, z, y) => {
      const loss = (a, b) => (b === 0 ? 0 : b * softplus(-a)) + (b === 1 ? 0 : (1 - b) * softplus(a));
      return reduced(map(loss, z, y), o.reduction);
    },
  };

  /** The value of a node, given those of its inputs. */
  const evaluate = (node, inputs, format) => {
    const f = elementwise[node.replay.operation];
    const result = f ? map(f, ...inputs) : others[node.replay.operation](node.replay, node.shape, ...inputs);
    return format === "float32" ? map(Math.fround, result) : result;
  };

  /** The values of all nodes, in order, where leaves have the given ones and what cannot be computed keeps its own. */
  const values = (lesson, leaves) => {
    const known = [];
    lesson.nodes.forEach((node, place) => {
      if (node.kind !== "operation") known.push(leaves[place]);
      else if (!node.replay) known.push({ shape: node.shape, data: node.value });
      else known.push(evaluate(node, node.inputs.map((input) => known[input]), lesson.format));
    });
    return known;
  };

  return { values };
})();
