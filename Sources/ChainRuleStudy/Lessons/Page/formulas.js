"use strict";

// Writes formulas as MathML, with symbols, with shapes, or with numbers in the place of the values.
const Formulas = (() => {
  const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

  /** A number with so many digits, and a true minus sign. */
  const figure = (value, digits = 5) => {
    if (Number.isNaN(value)) return "NaN";
    if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
    const short = Number(value.toPrecision(digits));
    const text = short !== 0 && (Math.abs(short) < 1e-4 || Math.abs(short) >= 1e9) ? short.toExponential() : String(short);
    return text.replace(/-/g, "−");
  };

  const shapeText = (shape) =>
    shape.length === 0 ? "scalar" : shape.length === 1 ? `(${shape[0]})` : shape.join(" × ");

  /** A name as mathematics: what stands in brackets is an index above. */
  const name = (text) => {
    const match = /^(.+?)\[(.+)\]$/.exec(text);
    const base = (letters) => `<mi>${escaped(letters)}</mi>`;
    return match ? `<msup>${base(match[1])}<mtext>[${escaped(match[2])}]</mtext></msup>` : base(text);
  };

  const gradientName = (output, of) =>
    `<mfrac><mrow><mo>∂</mo>${name(output)}</mrow><mrow><mo>∂</mo>${name(of)}</mrow></mfrac>`;

  const matrix = (value, digits = 5) => {
    const { shape, data } = value;
    if (data.length === 1) return `<mn>${figure(data[0], digits)}</mn>`;
    const columns = shape.length < 2 ? 1 : shape[shape.length - 1];
    if (data.length > 48 || shape.length > 2) return `<mtext>[${shapeText(shape)}]</mtext>`;
    const rows = [];
    for (let start = 0; start < data.length; start += columns) {
      const cells = data.slice(start, start + columns).map((x) => `<mtd><mn>${figure(x, digits)}</mn></mtd>`);
      rows.push(`<mtr>${cells.join("")}</mtr>`);
    }
    return `<mrow><mo>[</mo><mtable>${rows.join("")}</mtable><mo>]</mo></mrow>`;
  };

  // How tightly a formula holds together; what holds less than its place asks for is put in parentheses.
  const levels = { sum: 0, difference: 0, reduction: 1, elementwise: 2, scalar: 2, quotient: 5, matrix: 3, negative: 1.5, power: 5, transposed: 5 };
  const level = (formula) => levels[formula[0]] ?? 6;

  /** Without what a person would not write: factors of one, and numbers that can be multiplied out. */
  const simplified = (formula) => {
    const [kind, a, b] = formula;
    const isNumber = (x, value) => x?.[0] === "number" && (value === undefined || x[1] === value);
    if (["elementwise", "scalar", "matrix"].includes(kind)) {
      if (isNumber(a) && isNumber(b)) return ["number", a[1] * b[1]];
      if (isNumber(a, 1)) return b;
      if (isNumber(b, 1)) return a;
      if (isNumber(a, -1)) return ["negative", b];
      if (isNumber(b, -1)) return ["negative", a];
      if (kind === "elementwise" && isNumber(a)) return ["scalar", a, b];
      if (kind === "elementwise" && isNumber(b)) return ["scalar", b, a];
    }
    if (kind === "quotient" && isNumber(b, 1)) return a;
    if (kind === "negative" && isNumber(a)) return ["number", -a[1]];
    if (kind === "negative" && a[0] === "negative") return a[1];
    if (kind === "transposed" && (isNumber(a) || a[0] === "transposed")) return isNumber(a) ? a : a[1];
    return formula;
  };

  /**
   * Writes a formula. `atom` writes what is not taken apart; `marks` are signs that the lesson is about.
   */
  const written = (formula, atom, marks = []) => {
    const mark = (sign, html) => (marks.includes(sign) ? `<mrow class="mark">${html}</mrow>` : html);
    const operator = (sign) => `<mo>${escaped(sign)}</mo>`;
    const bare = (f) => {
      const [kind, a, b, c] = f;
      switch (kind) {
        case "symbol": return name(a);
        case "number": return `<mn>${figure(a)}</mn>`;
        case "value": case "gradient": return mark(f[2], atom(f));
        case "call": {
          const parts = f.slice(2).map(bare).join("<mo>,</mo>");
          return `<mrow><mi>${escaped(a)}</mi><mo>⁡</mo><mrow><mo>(</mo>${parts}<mo>)</mo></mrow></mrow>`;
        }
        case "negative": return `<mrow>${operator("−")}${within(a, 2)}</mrow>`;
        case "sum": return `<mrow>${within(a, 0)}${operator("+")}${within(b, b[0] === "negative" ? 6 : 0)}</mrow>`;
        case "difference": return `<mrow>${within(a, 0)}${operator("−")}${within(b, 2)}</mrow>`;
        case "matrix": return `<mrow>${within(a, 3)}<mspace width="0.25em"/>${within(b, 5)}</mrow>`;
        case "elementwise": return `<mrow>${within(a, 2)}${operator("∘")}${within(b, 5)}</mrow>`;
        case "scalar": return `<mrow>${within(a, 2)}${operator("·")}${within(b, 5)}</mrow>`;
        case "quotient": return `<mfrac><mrow>${bare(a)}</mrow><mrow>${bare(b)}</mrow></mfrac>`;
        case "power": return `<msup>${within(a, 6)}<mrow>${bare(b)}</mrow></msup>`;
        case "root": return `<msqrt>${bare(a)}</msqrt>`;
        case "transposed": return `<msup>${within(a, 6)}${mark("ᵀ", "<mi mathvariant=\"normal\">T</mi>")}</msup>`;
        case "indicator": return `<mrow><mn>1</mn><mo>[</mo>${bare(a)}${operator(b)}${bare(c)}<mo>]</mo></mrow>`;
        case "reduction": {
          const [sign, index] = a.split("_");
          const letter = sign === "Σ" ? "<mo>∑</mo>" : `<mi>${escaped(sign)}</mi>`;
          const full = index ? `<msub>${letter}<mi>${escaped(index)}</mi></msub>` : letter;
          return `<mrow>${mark(sign, full)}<mspace width="0.17em"/>${within(b, 2)}</mrow>`;
        }
        case "delimited": return `<mrow><mo>${escaped(a)}</mo>${bare(b)}<mo>${escaped(c)}</mo></mrow>`;
        case "subscripted": return `<msub>${within(a, 6)}<mtext>${escaped(b)}</mtext></msub>`;
        default: return `<mtext>${escaped(kind)}</mtext>`;
      }
    };
    const within = (f, outer) =>
      level(f) < outer ? `<mrow><mo>(</mo>${bare(f)}<mo>)</mo></mrow>` : bare(f);
    return bare(formula);
  };

  /** Every part of a formula, itself first. */
  const parts = (formula) =>
    [formula, ...formula.slice(1).filter((part) => Array.isArray(part)).flatMap((part) => parts(part))];

  return { escaped, figure, shapeText, name, gradientName, matrix, simplified, written, parts };
})();
