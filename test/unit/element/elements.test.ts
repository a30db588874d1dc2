import { describe, expect, it } from "vitest";
import { elements } from "../../../src/element/index.js";
import type { Element } from "../../../src/element/element.js";
import { topology } from "../../../src/mesh/topology.js";
import { seeded } from "../../support/random.js";

const all = Object.values(elements);
const simplex = (element: Element): boolean => /^t(ri|et)/.test(element.type);

/** Points inside the reference cell, away from symmetry. */
function insidePoints(element: Element, count: number): number[][] {
  const random = seeded(7);
  return Array.from({ length: count }, () => {
    const p = Array.from({ length: element.dimension }, () => random());
    return simplex(element) ? p.map((x) => x / (element.dimension + 0.1)) : p.map((x) => 2 * x - 1);
  });
}

describe.each(all.map((element) => [element.type, element] as const))("%s", (_type, element) => {
  const { dimension, nodes } = element;
  const N = new Float64Array(nodes);
  const dN = new Float64Array(nodes * dimension);

  it("has shape functions that are 1 at their own node and 0 at the others", () => {
    for (let b = 0; b < nodes; b++) {
      element.shape(element.referenceNodes.subarray(b * dimension, (b + 1) * dimension), N);
      // Reference coordinates are dyadic, so the values are exact up to a sign of zero.
      for (let a = 0; a < nodes; a++) expect(Math.abs(N[a] - (a === b ? 1 : 0))).toBeLessThan(1e-15);
    }
  });

  it("reproduces linear functions and their gradients (partition of unity)", () => {
    for (const point of insidePoints(element, 5)) {
      element.shape(point, N);
      element.gradient(point, dN);
      // A few rounding errors of numbers of order 1.
      expect(N.reduce((s, x) => s + x, 0)).toBeCloseTo(1, 14);
      for (let i = 0; i < dimension; i++) {
        let place = 0, constant = 0, own = 0;
        for (let a = 0; a < nodes; a++) {
          place += N[a] * element.referenceNodes[a * dimension + i];
          constant += dN[a * dimension + i];
          own += dN[a * dimension + i] * element.referenceNodes[a * dimension + i];
        }
        expect(place).toBeCloseTo(point[i], 14);
        expect(constant).toBeCloseTo(0, 14);
        expect(own).toBeCloseTo(1, 14);
      }
    }
  });

  it("has gradients equal to central differences of the shape functions", () => {
    const h = 1e-5;
    const up = new Float64Array(nodes), down = new Float64Array(nodes);
    for (const point of insidePoints(element, 3)) {
      element.gradient(point, dN);
      for (let i = 0; i < dimension; i++) {
        element.shape(point.map((x, j) => (j === i ? x + h : x)), up);
        element.shape(point.map((x, j) => (j === i ? x - h : x)), down);
        // Error of the difference: rounding 1e-16/h, and h² times a third derivative of order 1.
        for (let a = 0; a < nodes; a++) expect(Math.abs((up[a] - down[a]) / (2 * h) - dN[a * dimension + i])).toBeLessThan(3e-10);
      }
    }
  });

  it("integrates every monomial up to the stated degree, and no further", () => {
    const exact = exponents(element, element.quadrature.degree);
    // A few rounding errors per point.
    for (const e of exact) expect(quadrature(element, e)).toBeCloseTo(monomial(element, e), 14);
    const next = Array.from({ length: dimension }, (_, i) => (i === 0 ? element.quadrature.degree + 1 : 0));
    expect(Math.abs(quadrature(element, next) - monomial(element, next))).toBeGreaterThan(1e-4);
  });
});

it("agrees with the topology table on nodes and dimension", () => {
  for (const [type, t] of Object.entries(topology)) {
    const element = elements[type as keyof typeof topology];
    expect([element.nodes, element.dimension]).toEqual([t.nodes, t.dimension]);
    for (const face of t.faces) expect(face.length).toBe(elements[t.faceType].nodes);
  }
});

it("agrees with the topology table on midside nodes: face nodes follow the face element", () => {
  for (const [type, t] of Object.entries(topology)) {
    const element = elements[type as keyof typeof topology], face = elements[t.faceType];
    const N = new Float64Array(face.nodes);
    const corners = face.nodes === 3 && face.dimension === 1 ? 2 : ({ line2: 2, tri3: 3, tri6: 3, quad4: 4, quad8: 4 } as Record<string, number>)[face.type];
    const linear = elements[({ 2: "line2", 3: "tri3", 4: "quad4" } as const)[corners as 2 | 3 | 4]];
    for (const nodes of t.faces) {
      nodes.forEach((node, a) => {
        linear.shape(face.referenceNodes.subarray(a * face.dimension, (a + 1) * face.dimension), N);
        for (let i = 0; i < element.dimension; i++) {
          let place = 0;
          for (let c = 0; c < corners; c++) place += N[c] * element.referenceNodes[nodes[c] * element.dimension + i];
          expect(place).toBe(element.referenceNodes[node * element.dimension + i]);
        }
      });
    }
  }
});

/** Exponents of all monomials of the degree: total degree on simplices, degree per direction on tensor cells. */
function exponents(element: Element, degree: number): number[][] {
  const grow = (heads: number[][]): number[][] => heads.flatMap((head) => Array.from({ length: degree + 1 }, (_, k) => [...head, k]));
  let out: number[][] = [[]];
  for (let i = 0; i < element.dimension; i++) out = grow(out);
  return simplex(element) ? out.filter((e) => e.reduce((s, k) => s + k, 0) <= degree) : out;
}

function quadrature(element: Element, e: number[]): number {
  const { points, weights } = element.quadrature;
  return weights.reduce((sum, w, q) => sum + e.reduce((f, k, i) => f * points[q * element.dimension + i] ** k, w), 0);
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

/** Exact integral of a monomial over the reference cell. */
function monomial(element: Element, e: number[]): number {
  if (!simplex(element)) return e.reduce((f, k) => f * (k % 2 === 0 ? 2 / (k + 1) : 0), 1);
  return e.reduce((f, k) => f * factorial(k), 1) / factorial(element.dimension + e.reduce((s, k) => s + k, 0));
}
