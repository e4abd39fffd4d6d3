"use strict";

// The steps of a lesson, and what can be said about each of them.
class Walk {
  constructor(lesson) {
    this.lesson = lesson;
    this.nodes = lesson.nodes;
    this.outputName = this.nodes[lesson.output].name ?? "output";
    this.users = this.nodes.map(() => []);
    this.nodes.forEach((node, place) => {
      if (node.isForward) for (const input of new Set(node.inputs)) this.users[input].push(place);
    });
    const forward = lesson.forward.filter((place) => this.stands(place));
    const backward = lesson.backward.filter((place) => this.stands(place) || this.nodes[place].kind !== "operation");
    // What a gradient is called: by the first step that completes it.
    this.gradientOf = new Map();
    for (const place of backward) {
      const gradient = this.nodes[place].gradient;
      const isNumber = this.nodes[gradient].kind === "constant";
      if (!isNumber && !this.gradientOf.has(gradient)) this.gradientOf.set(gradient, place);
    }
    this.steps = [
      ...forward.map((place) => ({ place, isBackward: false, node: place })),
      ...backward.map((place) => ({ place, isBackward: true, node: this.nodes[place].gradient })),
    ];
  }

  /** Whether a node is a step of its own: it has a name, or is not used exactly once. */
  stands(place) {
    const node = this.nodes[place];
    return Boolean(node.name) || place === this.lesson.output || this.users[place].length !== 1 || !node.replay;
  }

  title(place) { return this.nodes[place].name ?? `#${this.nodes[place].place}`; }

  /** What a node is called in a sentence. */
  description(place) {
    const { name, operation } = this.nodes[place];
    return name ?? `${operation} ${this.title(place)}`;
  }

  gradientTitle(place) { return `∂${this.outputName}/∂${this.title(place)}`; }

  stepTitle(step) { return step.isBackward ? this.gradientTitle(step.place) : this.title(step.place); }

  stepName(step) {
    const name = this.title(step.place);
    return step.isBackward ? Formulas.gradientName(this.outputName, name) : Formulas.name(name);
  }

  /** The formula of a node in terms of values and gradients that have a name. */
  formula(place, owner) {
    const node = this.nodes[place];
    const label = this.gradientOf.get(place);
    if (label !== undefined && label !== owner) return ["gradient", label, this.gradientTitle(label)];
    if (node.kind === "constant" && !node.name && new Set(node.value).size === 1) {
      return ["number", Number(node.value[0])];
    }
    if (node.kind !== "operation") return ["value", place, this.title(place)];
    const inputs = node.inputs.map((input) => {
      const isLabelled = this.gradientOf.has(input) && this.gradientOf.get(input) !== owner;
      const stands = this.nodes[input].isForward && this.nodes[input].kind === "operation" && this.stands(input);
      return stands && !isLabelled ? ["value", input, this.title(input)] : this.formula(input, owner);
    });
    const written = (part) => {
      if (!Array.isArray(part)) return part;
      return part[0] === "input" ? inputs[part[1]] : Formulas.simplified(part.map(written));
    };
    return written(node.notation);
  }

  stepFormula(step) {
    return this.formula(step.node, step.isBackward ? step.place : undefined);
  }

  /** A formula with the gradients in it spelled out once; nothing where there is none in it. */
  writtenOut(formula) {
    const written = (part) => {
      if (!Array.isArray(part)) return part;
      if (part[0] !== "gradient") return Formulas.simplified(part.map(written));
      return this.formula(this.nodes[part[1]].gradient, part[1]);
    };
    return Formulas.parts(formula).some(([kind]) => kind === "gradient") ? written(formula) : undefined;
  }

  /** The nodes that a step makes known, besides its own: those that its formula goes through without naming them. */
  reached(step) {
    const reached = [step.place];
    const pending = [step.place];
    while (!step.isBackward && pending.length > 0) {
      for (const input of this.nodes[pending.pop()].inputs) {
        if (this.nodes[input].kind === "operation" && !this.stands(input)) {
          reached.push(input);
          pending.push(input);
        }
      }
    }
    return reached;
  }

  /** Sentences that a learner asks for: why a transpose stands there, where sums and 1/m come from. */
  remarks(step, formula) {
    const remarks = [];
    const node = this.nodes[step.place];
    if (!step.isBackward) {
      if (!node.replay) remarks.push("This page cannot compute this operation again; its values are the tape's.");
      return remarks;
    }
    const through = node.contributions ?? [];
    if (through.length > 1) {
      const users = [...new Set(through.map(({ user }) => this.description(user)))].join(" and ");
      remarks.push(`The value is used ${through.length} times, by ${users}: the gradient is the sum of what comes back.`);
    }
    for (const part of Formulas.parts(formula)) {
      if (part[0] === "matrix") {
        for (const [slot, side] of [[1, part[1]], [2, part[2]]]) {
          if (side[0] !== "transposed" || side[1][0] !== "value") continue;
          const { name, shape } = this.nodes[side[1][1]];
          const title = name ?? "the factor";
          const flipped = Formulas.shapeText([...shape].reverse());
          const result = Formulas.shapeText(this.nodes[step.node].shape);
          if (shape[0] === shape[1]) {
            remarks.push(
              `${title} is square, so that ${title} without T would fit too: the shapes cannot tell. ` +
              "The T comes from the rule; with another number of inputs, only it fits.");
          } else {
            remarks.push(
              `${title} is ${Formulas.shapeText(shape)}. Only transposed, as ${flipped}, does it fit ` +
              `${slot === 1 ? "on the left" : "on the right"} and make a ${result}.`);
          }
        }
      }
      if (part[0] === "reduction" && part[1].startsWith("Σ")) {
        remarks.push("The sum: one value was used for every sample, and what comes back from each of them adds up.");
      }
      if (part[0] === "quotient" && part[2][0] === "number" && this.countsOfMeans().has(part[2][1])) {
        const count = part[2][1];
        remarks.push(`The 1/${count}: a mean is taken over ${count} numbers, and each has a share of 1/${count} in it.`);
      }
      if (part[0] === "value" && part[2] === "m" && this.lesson.marks.includes("m")) {
        remarks.push("The 1/m: the loss is a mean over m samples, and each of them has a share of 1/m in it.");
      }
    }
    return [...new Set(remarks)];
  }

  /** Over how many numbers the means in this computation go. */
  countsOfMeans() {
    const counts = new Set();
    for (const { isForward, operation, inputs, replay, value } of this.nodes) {
      if (!isForward || !replay) continue;
      const { shape } = this.nodes[inputs[0]] ?? { shape: [] };
      const count = shape.reduce((product, length) => product * length, 1);
      if (operation === "mean") counts.add(count / value.length);
      if (operation === "meanSquaredError") counts.add(count);
      if (replay.reduction === "mean") counts.add(replay.samplesAxis === undefined ? count : shape[replay.samplesAxis]);
    }
    counts.delete(1);
    return counts;
  }

  /** The leaves whose values can be changed: all that depends on them can be computed again. */
  editable() {
    const isFrozen = this.nodes.map(() => false);
    for (let place = this.nodes.length - 1; place >= 0; place--) {
      const node = this.nodes[place];
      if (node.kind === "operation" && !node.replay) isFrozen[place] = true;
      if (isFrozen[place]) for (const input of node.inputs) isFrozen[input] = true;
    }
    const leaves = this.nodes.map((_, place) => place)
      .filter((place) => ["parameter", "data"].includes(this.nodes[place].kind) && this.nodes[place].isForward);
    return {
      fields: leaves.filter((place) => !isFrozen[place] && this.nodes[place].value.length <= 64),
      frozen: leaves.filter((place) => isFrozen[place]),
      large: leaves.filter((place) => !isFrozen[place] && this.nodes[place].value.length > 64),
    };
  }
}
