"use strict";

// The page: what is shown at each step, and what the learner does.
const page = (() => {
  const lessons = JSON.parse(document.getElementById("lessons").textContent);
  const part = (id) => document.getElementById(id);
  const math = (inner) => `<math display="block">${inner}</math>`;
  const equation = (left, right) => math(`<mrow>${left}<mo>=</mo>${right}</mrow>`);

  let walk, values, leaves, shown, chosen, isEdited, score;

  const open = (number) => {
    const lesson = lessons[number];
    walk = new Walk(lesson);
    leaves = lesson.nodes.map((node) => ({ shape: node.shape, data: node.value.map(Number) }));
    values = leaves;
    shown = 0;
    chosen = undefined;
    isEdited = false;
    score = { right: 0, asked: 0 };
    part("introduction").textContent = lesson.introduction;
    part("graph").innerHTML = lesson.picture;
    for (const button of part("choice").children) {
      button.setAttribute("aria-pressed", String(button.dataset.lesson === String(number)));
    }
    for (const box of part("graph").querySelectorAll(".node")) {
      box.setAttribute("tabindex", "0");
      box.setAttribute("role", "button");
      box.addEventListener("click", () => choose(positionOf(box)));
      box.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        choose(positionOf(box));
      });
    }
    writeFields();
    update();
  };

  const positionOf = (box) => walk.nodes.findIndex((node) => `n${node.place}` === box.dataset.id);
  const boxOf = (place) => part("graph").querySelector(`[data-id="n${walk.nodes[place].place}"]`);

  // Formulas

  const number = (place) => Formulas.matrix(values[place]);
  const atoms = {
    symbols: ([kind, place, title]) =>
      kind === "gradient" ? Formulas.gradientName(walk.outputName, walk.title(place)) : Formulas.name(title),
    shapes: ([kind, place]) => {
      const shape = walk.nodes[kind === "gradient" ? walk.nodes[place].gradient : place].shape;
      return shape.length === 0 ? "<mtext>scalar</mtext>" : `<mtext>(${Formulas.shapeText(shape)})</mtext>`;
    },
    numbers: ([kind, place]) => {
      const tensor = values[kind === "gradient" ? walk.nodes[place].gradient : place];
      const isNegative = tensor.data.length === 1 && tensor.data[0] < 0;
      const text = Formulas.matrix(tensor);
      return isNegative ? `<mrow><mo>(</mo>${text}<mo>)</mo></mrow>` : text;
    },
  };

  const exact = (tensor) =>
    tensor.data.length > 24 ? `${tensor.data.length} numbers` : tensor.data.map((x) => String(x).replace(/-/g, "−")).join(", ");

  const printed = (title) => (isEdited ? undefined : walk.lesson.figures.find((figures) => figures.name === title)?.texts);

  const result = (step) => {
    const tensor = values[step.node];
    const figures = printed(walk.stepTitle(step));
    return `<p class="result"><span class="label">Exactly</span> <output class="exact" data-name="${Formulas.escaped(walk.stepTitle(step))}">` +
      `${Formulas.escaped(exact(tensor))}</output></p>` +
      (figures ? `<p class="result"><span class="label">The document prints</span> ≈ ${Formulas.escaped(figures.join(", "))}</p>` : "");
  };

  const story = (step) => {
    const formula = walk.stepFormula(step);
    const { marks } = walk.lesson;
    const name = walk.stepName(step);
    const shape = Formulas.shapeText(walk.nodes[step.node].shape);
    const rows = [["Symbols", equation(name, Formulas.written(formula, atoms.symbols, marks))]];
    const hasParts = Formulas.parts(formula).some(([kind]) => kind === "value" || kind === "gradient");
    const full = step.isBackward ? walk.writtenOut(formula) : undefined;
    if (full) rows.push(["Written out", equation(name, Formulas.written(full, atoms.symbols, marks))]);
    if (hasParts) rows.push(["Shapes", equation(`<mtext>${shape}</mtext>`, Formulas.written(formula, atoms.shapes, marks))]);
    if (hasParts) {
      rows.push(["Numbers", equation(Formulas.matrix(values[step.node]), Formulas.written(formula, atoms.numbers, marks))]);
    }
    const contributions = step.isBackward ? walk.nodes[step.place].contributions ?? [] : [];
    for (const { node, user } of contributions) {
      const term = Formulas.written(walk.formula(node, step.place), atoms.symbols, marks);
      rows.push([`Through ${walk.title(user)}`, math(`<mrow>${term}<mo>=</mo>${Formulas.matrix(values[node])}</mrow>`)]);
    }
    const lines = rows.map(([label, html]) => `<dt>${Formulas.escaped(label)}</dt><dd>${html}</dd>`).join("");
    const remarks = walk.remarks(step, formula).map((text) => `<p class="remark">${Formulas.escaped(text)}</p>`).join("");
    return `<dl class="formulas">${lines}</dl>${result(step)}${remarks}`;
  };

  // What is shown

  /** As many of the elements as fit into so many letters. */
  const short = ({ data }, room) => {
    let text = "";
    for (const [place, x] of data.entries()) {
      const longer = text + (place > 0 ? ", " : "") + Formulas.figure(x, 3);
      const isLast = place === data.length - 1;
      if (longer.length > (isLast ? room : room - 3)) return place > 0 ? `${text}, …` : longer;
      text = longer;
    }
    return text;
  };

  const update = () => {
    const { steps, nodes } = walk;
    const step = steps[shown - 1];
    const forwardCount = steps.filter((other) => !other.isBackward).length;
    const direction = !step ? "" : step.isBackward ? "backward" : "forward";
    part("progress").textContent = step
      ? `Step ${shown} of ${steps.length}: ${direction}`
      : `${steps.length} steps: ${forwardCount} forward, ${steps.length - forwardCount} backward`;
    part("back").disabled = part("first").disabled = shown === 0;
    part("next").disabled = part("last").disabled = shown === steps.length;
    part("step").innerHTML = step
      ? `<h2>${math(walk.stepName(step))}</h2>${story(step)}`
      : "<p>Everything that is given stands in the picture. Go forward: each step computes one value, then, backward, one gradient.</p>";

    const known = new Set();
    const sloped = new Set();
    steps.slice(0, shown).forEach((other) => {
      for (const place of walk.reached(other)) (other.isBackward ? sloped : known).add(place);
    });
    nodes.forEach((node, place) => {
      const box = node.isForward ? boxOf(place) : undefined;
      if (!box) return;
      const isKnown = node.kind !== "operation" || known.has(place);
      box.querySelector(".value").textContent = isKnown ? short(values[place], 19) : "";
      const hasSlope = node.gradient !== undefined && sloped.has(place);
      box.querySelector(".slope").textContent = hasSlope ? `∂ ${short(values[node.gradient], 17)}` : "";
      // The shape is asked for.
      box.classList.toggle("unseen", part("predict").checked && !isKnown);
      box.classList.toggle("current", step?.place === place);
      box.classList.toggle("backward", Boolean(step?.isBackward) && step.place === place);
      box.classList.toggle("chosen", chosen === place);
    });
    for (const edge of part("graph").querySelectorAll(".edge")) {
      const current = step && `n${nodes[step.place].place}`;
      edge.classList.toggle("current", !step?.isBackward && edge.dataset.to === current);
      edge.classList.toggle("backward", Boolean(step?.isBackward) && edge.dataset.from === current);
    }
    if (step) bringIntoView(boxOf(step.place));
    writeQuestion();
    writeStory();
    writeList();
  };

  const bringIntoView = (box) => {
    if (!box) return;
    const frame = part("graph");
    const [rectangle, picture] = [box.querySelector("rect"), frame.querySelector("svg")];
    const middle = rectangle.x.baseVal.value + rectangle.width.baseVal.value / 2;
    frame.scrollLeft = middle * (picture.clientWidth / picture.viewBox.baseVal.width) - frame.clientWidth / 2;
  };

  const writeList = (showsAll = false) => {
    part("list").innerHTML = walk.steps.map((step, place) => {
      const isShown = showsAll || place < shown;
      const formula = isShown ? Formulas.written(walk.stepFormula(step), atoms.symbols, walk.lesson.marks) : "";
      const isNumber = isShown && walk.stepFormula(step)[0] === "number";
      const body = !isShown ? "" : `<mo>=</mo>${formula}` + (isNumber ? "" : `<mo>=</mo>${number(step.node)}`);
      const current = place === shown - 1 ? " aria-current=\"step\"" : "";
      return `<li class="${step.isBackward ? "backward" : "forward"}"${current}>` +
        `<button type="button" data-step="${place + 1}" aria-label="Step ${place + 1}: ${Formulas.escaped(walk.stepTitle(step))}">${place + 1}</button>` +
        `${math(`<mrow>${walk.stepName(step)}${body}</mrow>`)}</li>`;
    }).join("");
  };

  const choose = (place) => {
    chosen = place;
    update();
  };

  let told;
  const writeStory = () => {
    const html = chosen === undefined ? "<p>Choose a box in the picture to read its story.</p>" : storyOf(chosen);
    // A screen reader reads what changes.
    if (html !== told) part("story").innerHTML = told = html;
  };

  const storyOf = (place) => {
    const node = walk.nodes[place];
    const users = walk.users[place].map((user) => walk.description(user));
    const kind = { parameter: "a parameter: it is learned", data: "given", constant: "a constant" }[node.kind] ??
      `made by ${node.operation}`;
    const facts = [
      `${walk.title(place)} is ${kind}, of shape ${Formulas.shapeText(node.shape)}.`,
      users.length > 0 ? `It is used by ${users.join(", ")}.` : "Nothing uses it: it is the end of the walk.",
    ];
    const unseen = "<p>The walk has not been here yet.</p>";
    let html = `<h3>${math(Formulas.name(walk.title(place)))}</h3><p>${Formulas.escaped(facts.join(" "))}</p>`;
    if (node.kind !== "operation") html += math(Formulas.matrix(values[place]));
    else html += isHidden(place, false) ? unseen : story({ place, isBackward: false, node: place });
    html += `<h3>${math(Formulas.gradientName(walk.outputName, walk.title(place)))}</h3>`;
    if (node.gradient === undefined) {
      return html + "<p>– No gradient was asked for here, which is not the same as a gradient of 0.</p>";
    }
    return html + (isHidden(place, true) ? unseen : story({ place, isBackward: true, node: node.gradient }));
  };

  /** Whether telling a value or a gradient would give away what is to be predicted. */
  const isHidden = (place, isBackward) => part("predict").checked &&
    !walk.steps.slice(0, shown).some((step) => step.isBackward === isBackward && walk.reached(step).includes(place));

  // Predicting

  const signs = ["positive", "negative", "zero", "of both signs"];
  const signOf = ({ data }) => {
    if (data.every((x) => x === 0)) return "zero";
    if (data.every((x) => x >= 0)) return "positive";
    return data.every((x) => x <= 0) ? "negative" : "of both signs";
  };
  const sizes = ["below 0.001", "0.001 to 0.01", "0.01 to 0.1", "0.1 to 1", "1 to 10", "10 and more"];
  const sizeOf = ({ data }) => {
    const largest = Math.max(...data.map(Math.abs));
    return sizes[[1e-3, 1e-2, 1e-1, 1, 10].filter((bound) => largest >= bound).length];
  };
  const shapesFor = (step) => {
    const shape = walk.nodes[step.node].shape;
    const others = [[...shape].reverse(), ...walk.nodes.filter((node) => node.isForward).map((node) => node.shape)];
    const texts = [...new Set([shape, ...others].map(Formulas.shapeText))].slice(0, 4);
    return texts.sort();
  };

  const writeQuestion = () => {
    const step = walk.steps[shown];
    const asks = part("predict").checked && step;
    part("question").hidden = !asks;
    part("next").textContent = asks ? "Reveal" : "Next";
    if (!asks) return;
    const choices = (name, legend, options) =>
      `<fieldset><legend>${legend}</legend>` + options.map((option) =>
        `<label><input type="radio" name="${name}" value="${option}"> ${option}</label>`).join("") + "</fieldset>";
    part("question").innerHTML =
      `<h2>Predict ${math(walk.stepName(step))}</h2>` + choices("sign", "Its sign", signs) +
      choices("size", "Its largest element, without sign", sizes) + choices("shape", "Its shape", shapesFor(step));
  };

  const judge = () => {
    const step = walk.steps[shown];
    const tensor = values[step.node];
    const truths = { sign: signOf(tensor), size: sizeOf(tensor), shape: Formulas.shapeText(walk.nodes[step.node].shape) };
    const lines = Object.entries(truths).flatMap(([name, truth]) => {
      const answer = part("question").querySelector(`input[name="${name}"]:checked`)?.value;
      if (answer === undefined) return [`The ${name} is: ${truth}.`];
      score.asked += 1;
      if (answer === truth) score.right += 1;
      return [answer === truth ? `Right: the ${name} is ${truth}.` : `Not so: the ${name} is ${truth}, not ${answer}.`];
    });
    part("judgement").textContent = `${lines.join(" ")} ${score.right} of ${score.asked} right so far.`;
  };

  // Changing what is given

  const writeFields = () => {
    const { fields, frozen, large } = walk.editable();
    const field = (place, element) => {
      const { shape } = walk.nodes[place];
      const columns = shape[shape.length - 1] ?? 1;
      const index = shape.length < 2 ? `${element + 1}` : `${Math.floor(element / columns) + 1}, ${(element % columns) + 1}`;
      const label = `${walk.title(place)}, element ${index}`;
      return `<input type="number" step="0.1" data-place="${place}" data-element="${element}" ` +
        `aria-label="${Formulas.escaped(label)}" value="${leaves[place].data[element]}">`;
    };
    part("fields").innerHTML = fields.map((place) => {
      const { shape, value } = walk.nodes[place];
      const columns = shape.length < 2 ? 1 : shape[shape.length - 1];
      const cells = value.map((_, element) => field(place, element)).join("");
      return `<fieldset><legend>${math(Formulas.name(walk.title(place)))}</legend>` +
        `<div class="grid" style="grid-template-columns: repeat(${columns}, minmax(4.2em, 5.5em))">${cells}</div></fieldset>`;
    }).join("");
    const titles = (places) => places.map((place) => walk.title(place)).join(", ");
    part("fixed").textContent =
      (frozen.length ? `Fixed, since an operation that depends on them cannot be computed in this page: ${titles(frozen)}. ` : "") +
      (large.length ? `Too large to be edited here: ${titles(large)}.` : "");
  };

  const set = (place, element, value) => {
    if (!Number.isFinite(value)) return;
    const data = [...leaves[place].data];
    data[element] = value;
    leaves = leaves.with(place, { shape: leaves[place].shape, data });
    values = Replay.values(walk.lesson, leaves);
    isEdited = true;
    update();
  };

  // What the learner does

  const go = (target) => {
    const wasAsked = part("predict").checked && target === shown + 1;
    if (wasAsked) judge(); else part("judgement").textContent = "";
    shown = Math.max(0, Math.min(walk.steps.length, target));
    update();
  };

  lessons.forEach((lesson, number) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = lesson.title;
    button.dataset.lesson = number;
    button.addEventListener("click", () => open(number));
    part("choice").append(button);
  });
  part("choice").hidden = lessons.length < 2;
  part("first").addEventListener("click", () => go(0));
  part("back").addEventListener("click", () => go(shown - 1));
  part("next").addEventListener("click", () => go(shown + 1));
  part("last").addEventListener("click", () => go(walk.steps.length));
  part("predict").addEventListener("change", update);
  part("reset").addEventListener("click", () => {
    const kept = shown;
    open(lessons.indexOf(walk.lesson));
    go(kept);
  });
  part("fields").addEventListener("input", ({ target }) => {
    set(Number(target.dataset.place), Number(target.dataset.element), target.valueAsNumber);
  });
  part("list").addEventListener("click", ({ target }) => {
    if (target.dataset.step) go(Number(target.dataset.step));
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = { ArrowRight: shown + 1, ArrowLeft: shown - 1, Home: 0, End: walk.steps.length }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    go(target);
  });
  window.addEventListener("beforeprint", () => writeList(true));
  window.addEventListener("afterprint", () => writeList());

  open(0);

  /** For whoever looks at the page from outside: what its own arithmetic says of every node of the lesson shown. */
  return { replayed: () => Replay.values(walk.lesson, leaves).map((tensor) => tensor.data) };
})();
