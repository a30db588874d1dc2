import { describe, expect, it } from "vitest";
import { createStudy } from "../../../src/study/create.js";
import { colourOf, litColour } from "../../../src/study/report/colours.js";
import { reportHtml } from "../../../src/study/report/html.js";
import { equivalentStress } from "../../../src/study/fields.js";
import { picture } from "../../../src/study/report/picture.js";
import { linear, logarithmic, plot, shortNumber } from "../../../src/study/report/plot.js";
import { type Result, run } from "../../../src/study/run.js";
import { box } from "../../../src/mesh/index.js";
import { block } from "../../support/cases.js";

async function report(title: string, message?: string): Promise<string> {
  const study = await createStudy({ ...block, title });
  const course = run(study);
  let next = await course.next();
  while (!next.done) next = await course.next();
  const result: Result = next.value;
  const log = [0, 1, 2].map((iteration) => JSON.stringify({ step: 1, time: 0.5, iteration, relative: 10 ** (-4 * iteration) }));
  return reportHtml({ study, result, log, record: { command: "twoscale run a & b.yaml", versions: { twoscale: "0.1.0" } }, message });
}

describe("the report", () => {
  it("holds what a reader looks for: status, picture, plots, steps, hash, command", async () => {
    const html = await report("Sheared block");
    for (const part of ["Sheared block", "converged", "Deformed mesh", "Convergence", "Probe \"top\"".replace(/"/g, "&quot;"), "neo-hookean", "hash of the result", "twoscale run a &amp; b.yaml", "twoscale 0.1.0"]) {
      expect(html).toContain(part);
    }
    expect([...html.matchAll(/<polygon/g)].length).toBe(4);
  });
  it("needs nothing from a network and runs no script", async () => {
    const html = await report("x");
    expect(html).not.toMatch(/https?:|<script|<link|<img|src=|@import|url\((?!#)/);
  });
  it("shows text of the case as text", async () => {
    const html = await report("<script>alert(1)</script> & \"q\"", "det F < 0");
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;q&quot;");
    expect(html).toContain("det F &lt; 0");
    expect(html).not.toContain("<script");
  });
  it("closes every element that it opens", async () => {
    const html = await report("x");
    const open: string[] = [];
    for (const [, end, name, , self] of html.matchAll(/<(\/?)([a-z][a-zA-Z0-9]*)((?:"[^"]*"|[^">])*?)(\/?)>/g)) {
      if (self === "/" || name === "meta") continue;
      if (end === "") open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });
});

describe("a plot", () => {
  const curve = (points: readonly (readonly [number, number])[]) => plot({ title: "t", x: "x", y: "y", curves: [{ label: "a", points }], scale: logarithmic });
  it("leaves out what its axis cannot show", () => {
    expect([...curve([[0, 1], [1, 0], [2, -1], [3, NaN], [4, 1e-8]]).matchAll(/<circle/g)].length).toBe(2);
  });
  it("is empty without points, and drawn for one", () => {
    expect(curve([])).toBe("");
    expect(curve([[1, 5]])).toContain("<circle");
  });
  it("stays inside its frame for any range", () => {
    for (const values of [[0, 0], [1e-300, 2e-300], [-5, 1e9], [0.1, 0.30000000001], [1, 1 + 1e-15]]) {
      const svg = plot({ title: "t", x: "x", y: "y", curves: [{ label: "a", points: values.map((y, x) => [x, y] as const) }], scale: linear });
      const ys = [...svg.matchAll(/cy="([^"]+)"/g)].map((match) => Number(match[1]));
      expect(ys.every((y) => y >= 14 && y <= 256), JSON.stringify([values, ys])).toBe(true);
    }
  });
  it("writes numbers short", () => {
    expect([0, 0.25, 1234.5, 1e-9, 123456789, -2.5e-5].map(shortNumber)).toEqual(["0", "0.25", "1235", "1e-9", "1.23e+8", "-2.50e-5"]);
  });
});

describe("the picture", () => {
  it("draws the faces that face the viewer: three sides of a box", () => {
    const mesh = box({ size: [1, 1, 1], cells: [2, 2, 2], element: "hex8" });
    const svg = picture({ mesh, u: new Float64Array(81), values: Float64Array.from({ length: 8 }, (_, i) => i), label: "v" });
    expect([...svg.matchAll(/<polygon/g)].length).toBe(12);
  });
  it("keeps one scale for both directions", () => {
    const mesh = box({ size: [2, 1], cells: [1, 1], element: "quad4" });
    const [points] = [.../points="([^"]+)"/.exec(picture({ mesh, u: new Float64Array(8), values: Float64Array.of(1), label: "v" }))!.slice(1)];
    const [a, b, c] = points.split(" ").map((point) => point.split(",").map(Number));
    expect(b[0] - a[0]).toBeCloseTo(2 * (b[1] - c[1]), 0);
  });
});

describe("colours", () => {
  it("grow lighter all along the map, so that order survives in grey", () => {
    const lightness = (hex: string): number => [0.2126, 0.7152, 0.0722].reduce((sum, w, i) => sum + w * (parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16) / 255) ** 2.2, 0);
    const values = Array.from({ length: 41 }, (_, i) => lightness(colourOf(i / 40)));
    expect(values.every((x, i) => i === 0 || x > values[i - 1])).toBe(true);
    expect(litColour(0.5, 0)).toBe("#000000");
  });
});

describe("equivalent stress", () => {
  it("is the stress in uniaxial tension, sqrt(3) times the shear, and nothing under pressure", () => {
    const tensors = Float64Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0, /**/ 0, 1, 0, 1, 0, 0, 0, 0, 0, /**/ 5, 0, 0, 0, 5, 0, 0, 0, 5);
    const [tension, shear, pressure] = equivalentStress(tensors);
    expect([tension, shear, pressure].map((x) => Number(x.toFixed(12)))).toEqual([2, Number(Math.sqrt(3).toFixed(12)), 0]);
  });
});
