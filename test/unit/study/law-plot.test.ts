import { beforeAll, describe, expect, it } from "vitest";
import { type LawCurve, lawCurves } from "../../../src/constitutive/curves.js";
import { bindLaw } from "../../../src/law/bind.js";
import { lawCsv, lawHtml, type LawPlotSpec, lawSvg } from "../../../src/study/report/law.js";

let curves: readonly LawCurve[];
let spec: LawPlotSpec;
beforeAll(async () => {
  curves = await lawCurves(bindLaw({ law: "gent", mu: 1, Jm: 3, bulk: 50 }), { stretches: [0.8, 1, 1.4, 4] });
  spec = { title: 'a < b & "c"', parameters: "mu 1", curves, unit: "kPa" };
});

describe.each([["HTML", lawHtml], ["SVG", lawSvg]] as const)("%s", (_, write) => {
  it("is self-contained and escapes names", () => {
    const text = write(spec);
    expect(text).not.toMatch(/<script|<link|src=|href=|url\(/);
    expect(text).toContain("a &lt; b &amp; &quot;c&quot;");
    expect(text).toContain("P11 (kPa)");
    expect(text).not.toContain("NaN");
  });
  it("has a point for every answer, in every plot", () => {
    // Tension is drawn as nominal and as Cauchy stress, shear once.
    const answers = curves.reduce((sum, { mode, amounts }) => sum + (mode === "shear" ? 1 : 2) * amounts.length, 0);
    expect([...write(spec).matchAll(/<circle [^>]*r="2.6"/g)].length).toBe(answers);
  });
  it("shows the tests that were asked for", () => {
    const text = write({ ...spec, curves: curves.filter(({ mode }) => mode === "shear") });
    expect(text).toContain("Simple shear");
    expect(text).not.toContain("P11");
  });
});

it("the page says where there is no answer", () => {
  expect(lawHtml(spec)).toMatch(/No equilibrium with finite stress: uniaxial 4; equibiaxial 4/);
});

it("the SVG is well-formed: every tag is closed", () => {
  const open: string[] = [];
  for (const [, close, name, self] of lawSvg(spec).matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (close) expect(open.pop()).toBe(name);
    else if (!self) open.push(name);
  }
  expect(open).toEqual([]);
});

it("the table keeps all digits", () => {
  const lines = lawCsv(curves).trim().split("\n");
  expect(lines[0]).toBe("mode,amount,stretch1,stretch2,stretch3,nominal,cauchy,J,energy");
  expect(lines.length).toBe(1 + curves.reduce((sum, { amounts }) => sum + amounts.length, 0));
  expect(lines[1].split(",").map(Number).slice(5, 7)).toEqual([curves[0].nominal[0], curves[0].cauchy[0]]);
});
